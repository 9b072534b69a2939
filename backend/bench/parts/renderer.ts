import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../../../frontend/e2e/chromium.ts';
import type { Driven, Method, Opened, Streamed } from '../../../frontend/laboratory/driven.ts';
import { DELTAS, writeAnswer } from './renderer/answer.ts';

const ROUNDS = 3;
const LETTERS = 200;
const THREAD_MESSAGES = 1_000;
/** Characters: a heading, a paragraph, and most of a list. */
const THREAD_ANSWER = 600;
const OPENINGS = 5;
const built = fileURLToPath(new URL('../../../dist/laboratory/browser/', import.meta.url));
const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

interface Laboratory {
  laboratory: Driven;
}

/** The same answer rendered by the kit, and as a whole for each delta by ngx-markdown's component. */
export interface RendererFigures {
  kit: Streamed;
  whole: Streamed;
  /** Milliseconds from a key to the letter in the composer, at the 95th percentile, while the answer streams. */
  typingP95Ms: number;
  /** Milliseconds from its data to the picture of the newest page of a thread, on a processor four times slower. */
  threadPaintedMs: number;
  /** Elements in the page then. */
  threadElements: number;
}

/** Renders an answer of 40 kB in 1,000 deltas in Chromium, both ways in turns. */
export async function measureRenderer(): Promise<RendererFigures> {
  const browser = await launch();
  try {
    const page = await openLaboratory(browser);
    const answer = writeAnswer();
    const rounds: Record<Method, Streamed[]> = { kit: [], whole: [] };
    await streamAnswer(page, 'kit', answer, DELTAS); // warms up, and loads what colours the code
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const method of ['kit', 'whole'] as const)
        rounds[method].push(await streamAnswer(page, method, answer, DELTAS));
    }
    return {
      kit: middle(rounds.kit, ({ totalMs }) => totalMs),
      whole: middle(rounds.whole, ({ totalMs }) => totalMs),
      typingP95Ms: await timeTyping(page, answer),
      ...(await timeOpening(browser)),
    };
  } finally {
    await browser.close();
  }
}

async function launch(): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  return chromium.launch({ executablePath, args: CHROMIUM_FLAGS, env: { ...process.env, ...env } });
}

/** The page that holds one answer, on an address that nobody serves. */
async function openLaboratory(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } });
  await page.route('**/*', async (route) => {
    const name = fileIn(route.request().url());
    const contentType = types[name.split('.').at(-1) ?? ''] ?? 'text/plain';
    await route.fulfill({ body: await readFile(built + name, 'utf8').catch(() => ''), contentType });
  });
  await page.goto('http://127.0.0.1/laboratory/');
  await page.waitForFunction('globalThis.laboratory');
  return page;
}

function streamAnswer(page: Page, method: Method, answer: string, deltas: number): Promise<Streamed> {
  return page.evaluate(
    ({ method, answer, deltas }) => (globalThis as unknown as Laboratory).laboratory.stream(method, answer, deltas),
    { method, answer, deltas },
  );
}

async function timeTyping(page: Page, answer: string): Promise<number> {
  await page.evaluate(async (answer) => {
    const { laboratory } = globalThis as unknown as Laboratory;
    await laboratory.begin('kit');
    laboratory.growForEver(answer);
  }, answer);
  await page.locator('textarea').pressSequentially('a'.repeat(LETTERS), { delay: 20 });
  const typed = await page.evaluate(() => (globalThis as unknown as Laboratory).laboratory.typed);
  if (typed.length < LETTERS) throw new Error(`only ${typed.length} of ${LETTERS} letters arrived`);
  return typed.toSorted((a, b) => a - b)[Math.floor(typed.length * 0.95)] ?? 0;
}

/** A thread of 1,000 messages, each answer of a usual length; the median of several, after one that loads the code. */
async function timeOpening(browser: Browser): Promise<Pick<RendererFigures, 'threadPaintedMs' | 'threadElements'>> {
  const page = await openLaboratory(browser);
  const open = () =>
    page.evaluate(
      ({ messages, answer }) => (globalThis as unknown as Laboratory).laboratory.openThread(messages, answer),
      { messages: THREAD_MESSAGES, answer: writeAnswer().slice(0, THREAD_ANSWER) },
    );
  await open();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const rounds: Opened[] = [];
  for (let round = 0; round < OPENINGS; round += 1) rounds.push(await open());
  const { paintedMs, elements } = middle(rounds, (opened) => opened.paintedMs);
  return { threadPaintedMs: paintedMs, threadElements: elements };
}

function fileIn(url: string): string {
  return /[^/]+$/.exec(new URL(url).pathname)?.[0] ?? 'index.html';
}

/** The round whose cost is in the middle. */
function middle<T>(rounds: readonly T[], cost: (round: T) => number): T {
  const [found] = rounds.toSorted((a, b) => cost(a) - cost(b)).slice(Math.floor(rounds.length / 2));
  if (!found) throw new Error('no round was measured');
  return found;
}
