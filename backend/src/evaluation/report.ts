import type { AnswerReport } from './answers.js';
import type { Quality } from './measures.js';
import { LEG_NAMES, type LegName, type LegReport, type RankingReport } from './ranking.js';
import type { RefusalReport } from './refusals.js';

/** What `npm run evaluate` found out. */
export interface EvaluationReport extends RankingReport {
  collection: string;
  settings: { embeddingModel: string | null; lexicalWeight: number; rerankModel: string | null };
  corpus: { documents: number; chunks: number; bytesPerChunk: number; documentsPerSecond: number };
  answers?: AnswerReport;
  noAnswer?: RefusalReport;
}

const MEASURES = ['ndcg10', 'recall10', 'recall100', 'mrr10'] as const;
const HEADINGS = ['nDCG@10', 'recall@10', 'recall@100', 'MRR@10'];

/** The report for a terminal. */
export function printed(report: EvaluationReport): string {
  const title = `${report.collection}: ${head(report)}`;
  return [title, ...tables(report).map(({ title, rows }) => `${title}\n${aligned(rows)}`)].join('\n\n');
}

/** The report as Markdown, with a chart of the legs. */
export function markdown(report: EvaluationReport): string {
  const sections = tables(report).map(({ title, rows }) => `## ${title}\n\n${markdownTable(rows)}`);
  return `${[`# Evaluation of ${report.collection}`, head(report), chart(report), ...sections].join('\n\n')}\n`;
}

function head({ queries, corpus, settings }: EvaluationReport): string {
  const { documents, chunks, bytesPerChunk, documentsPerSecond } = corpus;
  const model = settings.embeddingModel
    ? `Vectors by ${settings.embeddingModel}; words count ${settings.lexicalWeight} of 1.`
    : 'No embedding model is set, so the search is by words alone.';
  return (
    `${queries} questions over ${documents} documents (${chunks} chunks, ${Math.round(bytesPerChunk)} bytes a chunk, ` +
    `${documentsPerSecond.toFixed(0)} documents taken in a second). ${model}`
  );
}

function tables(report: EvaluationReport): { title: string; rows: string[][] }[] {
  const { legs, turns, answers, noAnswer } = report;
  const found = [
    {
      title: 'Ranking',
      rows: [
        ['leg', ...HEADINGS, 'p50 ms', 'p95 ms'],
        ...legEntries(legs).map(([name, leg]) => [name, ...shares(leg), leg.p50ms.toFixed(1), leg.p95ms.toFixed(1)]),
      ],
    },
  ];
  if (turns) {
    const rows = Object.entries(turns).flatMap(([turn, group]) =>
      legEntries(group).map(([name, quality]) => [turn, String(group.queries), name, ...shares(quality)]),
    );
    found.push({ title: 'By turn of the conversation', rows: [['turn', 'questions', 'leg', ...HEADINGS], ...rows] });
  }
  if (answers) {
    const rows = [
      ['questions', 'answer in a cited passage', 'answer in a quoted sentence'],
      [String(answers.queries), share(answers.cited), share(answers.quoted)],
    ];
    found.push({ title: 'Answers without a language model', rows });
  }
  if (noAnswer) {
    const rows = [noAnswer, ...noAnswer.curve].map(({ threshold, caught, falseAlarms }, index) => [
      `${threshold.toFixed(2)}${index === 0 ? ' (in force)' : ''}`,
      share(caught),
      share(falseAlarms),
    ]);
    found.push({ title: 'No answer', rows: [['threshold', 'caught', 'false alarms'], ...rows] });
  }
  return found;
}

function chart({ legs }: EvaluationReport): string {
  const entries = legEntries(legs);
  const bars = MEASURES.map((measure, index) => {
    const lines = entries.map(
      ([name, leg]) => `    ${name.padEnd(8)} ${'█'.repeat(Math.round(40 * leg[measure]))} ${share(leg[measure])}`,
    );
    return `    ${HEADINGS[index] ?? measure}\n${lines.join('\n')}`;
  });
  return bars.join('\n\n');
}

function legEntries<T extends LegReport | Quality>(legs: Partial<Record<LegName, T>>): [LegName, T][] {
  return LEG_NAMES.flatMap((name): [LegName, T][] => (legs[name] ? [[name, legs[name]]] : []));
}

function shares(quality: Quality): string[] {
  return MEASURES.map((measure) => share(quality[measure]));
}

function share(value: number): string {
  return value.toFixed(3);
}

function aligned(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}

function markdownTable([head = [], ...rows]: string[][]): string {
  return [head, head.map(() => '-'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
