import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { type Group, GROUPS, type Kind, KINDS } from './kinds.ts';
import type { Counts } from './tally.ts';

/** What was done to one commit so far. */
interface Recorded {
  commit: string;
  date: string;
  seeds: number[];
  seconds: number;
  rounds: number;
  violations: number;
  counts: Counts;
}

export interface Round {
  commit: string;
  seed: number;
  seconds: number;
  violations: number;
  counts: Counts;
}

const file = (name: string) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const figures = file('reliability.json');
const page = file('reliability.md');
const [BEGIN, END] = ['<!-- torture: begin -->', '<!-- torture: end -->'];

let writing = Promise.resolve();

/** Adds a round to docs/reliability.json, and writes the tables of docs/reliability.md anew. */
export function recordRound(round: Round): Promise<void> {
  writing = writing.then(() => write(round));
  return writing;
}

async function write({ commit, seed, seconds, violations, counts }: Round): Promise<void> {
  const all = JSON.parse(await readFile(figures, 'utf8')) as Recorded[];
  const date = new Date().toISOString().slice(0, 10);
  const old = all.find((recorded) => recorded.commit === commit);
  const recorded = old ?? { commit, date, seeds: [], seconds: 0, rounds: 0, violations: 0, counts: {} };
  if (!old) all.push(recorded);
  recorded.date = date;
  recorded.seeds = [...new Set([...recorded.seeds, seed])];
  recorded.seconds += Math.round(seconds);
  recorded.rounds++;
  recorded.violations += violations;
  for (const [kind, count] of entries(counts)) recorded.counts[kind] = (recorded.counts[kind] ?? 0) + count;
  await writeFormatted(figures, JSON.stringify(all), 'json');
  const text = await readFile(page, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from === -1 || to < from) throw new Error('docs/reliability.md lacks its markers');
  const tables = [faultTable(all), runTable(all)].map(markdown).join('\n\n');
  await writeFormatted(page, `${text.slice(0, from + BEGIN.length)}\n\n${tables}\n\n${text.slice(to)}`, 'markdown');
}

function faultTable(all: Recorded[]): string[][] {
  const row = (name: string, goal: string, kinds: Kind[]) => {
    const counts = all.map(({ counts }) => kinds.reduce((sum, kind) => sum + (counts[kind] ?? 0), 0));
    return [
      name,
      goal,
      ...[counts.reduce((sum, count) => sum + count, 0), ...counts].map((n) => n.toLocaleString('en')),
    ];
  };
  const rows = Object.entries(GROUPS).flatMap(([group, goal]) => {
    const kinds = (Object.keys(KINDS) as Kind[]).filter((kind) => KINDS[kind] === (group as Group));
    return [
      row(`**${group}**`, goal?.toLocaleString('en') ?? '', kinds),
      ...kinds.map((kind) => row(kind, '', [kind])),
    ];
  });
  return [['Fault', 'Goal', 'All', ...all.map(({ commit }) => commit)], ...rows];
}

function runTable(all: Recorded[]): string[][] {
  const heading = [
    'Commit',
    'Date',
    'Seeds',
    'Minutes of rounds',
    'Rounds',
    'Turns acknowledged',
    'Answers read to the end',
    'Violations',
  ];
  const rows = all.map(({ commit, date, seeds, seconds, rounds, violations, counts }) => [
    commit,
    date,
    seeds.join(', '),
    ...[
      seconds / 60,
      rounds,
      counts['turns acknowledged'] ?? 0,
      counts['answers read to the end'] ?? 0,
      violations,
    ].map((n) => Math.round(n).toLocaleString('en')),
  ]);
  return [heading, ...rows];
}

function markdown([heading = [], ...rows]: string[][]): string {
  const rule = heading.map((_, column) => (column === 0 ? '---' : '--:'));
  return [heading, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

async function writeFormatted(path: string, text: string, parser: 'json' | 'markdown'): Promise<void> {
  await writeFile(path, await format(text, { ...(await resolveConfig(path)), parser }));
}

function entries(counts: Counts): [keyof Counts, number][] {
  return Object.entries(counts) as [keyof Counts, number][];
}
