import type { RendererFigures } from '../parts/renderer.ts';
import { budgeted, rounded, type Table, verdict } from './cells.ts';

const LEAST_RATIO = 15;

export function rendererTable({ kit, whole, typingP95Ms, threadPaintedMs, threadElements }: RendererFigures): Table {
  const ratio = whole.totalMs / kit.totalMs;
  return [
    ['Figure', 'The kit', 'Rendered as a whole', 'Budget', 'Result'],
    compared('The answer in all (ms)', kit.totalMs, whole.totalMs),
    ['Times cheaper', rounded(ratio), '', `at least ${LEAST_RATIO}`, verdict(ratio >= LEAST_RATIO)],
    compared('One delta, p95 (ms)', kit.p95Ms, whole.p95Ms),
    judged('Last quarter of the deltas, in terms of the first', kit.lastToFirstQuarter, whole.lastToFirstQuarter, 1.5),
    judged('Elements made, in terms of the final page', kit.created / kit.final, whole.created / whole.final, 1.5),
    [
      'A selection in what was read survives',
      yesNo(kit.selectionKept),
      yesNo(whole.selectionKept),
      'yes',
      verdict(kit.selectionKept),
    ],
    judged('A letter typed meanwhile, p95 (ms)', typingP95Ms, undefined, 16),
    judged('A thread of 1,000 messages opened, at a quarter of the speed (ms)', threadPaintedMs, undefined, 150),
    judged('Elements in its page', threadElements, undefined, 2_500),
  ];
}

function compared(figure: string, kit: number, whole: number | undefined): string[] {
  return [figure, rounded(kit), rounded(whole), '', ''];
}

function judged(figure: string, kit: number, whole: number | undefined, budget: number): string[] {
  const [, measured = '', most = '', result = ''] = budgeted(figure, kit, budget);
  return [figure, measured, rounded(whole), most, result];
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
