import type { Driven, Method, Streamed } from './driven';

/** Milliseconds in which code that was asked for comes, and what watches the page hears of it. */
const pause = 100;

/** Shows growing text delta by delta, and counts what that costs. */
export async function streamAnswer(
  laboratory: Driven,
  method: Method,
  answer: string,
  deltas: number,
): Promise<Streamed> {
  await laboratory.begin(method);
  const root = document.querySelector<HTMLElement>('ck-markdown, markdown') ?? document.body;
  const births = countBirths(root);
  const costs: number[] = [];
  for (let delta = 1; delta <= deltas; delta += 1) {
    const text = answer.slice(0, Math.ceil((answer.length * delta) / deltas));
    const from = performance.now();
    await laboratory.show(text, delta < deltas);
    root.getBoundingClientRect();
    costs.push(performance.now() - from);
    if (delta === deltas / 10) {
      getSelection()?.selectAllChildren(root.querySelector('p') as Element);
    }
  }
  await new Promise((resolve) => setTimeout(resolve, pause));
  const selected = getSelection()?.toString() ?? '';
  return {
    totalMs: sum(costs),
    p95Ms: costs.toSorted((a, b) => a - b)[Math.floor(deltas * 0.95)] ?? 0,
    lastToFirstQuarter: sum(costs.slice(-deltas / 4)) / sum(costs.slice(0, deltas / 4)),
    created: births.end(),
    final: root.querySelectorAll('*').length,
    selectionKept: selected !== '' && selected === root.querySelector('p')?.innerText,
  };
}

function countBirths(root: HTMLElement): { readonly end: () => number } {
  let count = 0;
  const observer = new MutationObserver((records) => {
    for (const node of records.flatMap(({ addedNodes }) => Array.from(addedNodes))) {
      count += node instanceof Element ? 1 + node.querySelectorAll('*').length : 0;
    }
  });
  observer.observe(root, { childList: true, subtree: true });
  return {
    end: () => {
      observer.disconnect();
      return count;
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
