import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import type { Part } from '../options.ts';
import type { Table } from './cells.ts';

const page = fileURLToPath(new URL('../../../docs/benchmarks.md', import.meta.url));

/** Puts a part's figures in their place in `docs/benchmarks.md`, between the markers that bear its name. */
export async function writeToPage(part: Part, note: string, table: Table): Promise<void> {
  const [begin, end] = [`<!-- ${part}: begin -->`, `<!-- ${part}: end -->`];
  const text = await readFile(page, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`docs/benchmarks.md lacks the markers of ${part}`);
  const written = `${text.slice(0, from + begin.length)}\n\n${note}\n\n${markdown(table)}\n\n${text.slice(to)}`;
  const options = await resolveConfig(page);
  await writeFile(page, await format(written, { ...options, parser: 'markdown' }));
}

function markdown([heading = [], ...rows]: Table): string {
  const rule = heading.map((_, column) => (column === 0 ? '---' : '--:'));
  return [heading, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
