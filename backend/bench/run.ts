// Measures the product and writes the figures down. What they mean is said in docs/benchmarks.md.
import { writeFile } from 'node:fs/promises';
import { type Options, type Part, readOptions } from './options.ts';
import { measureSizes } from '../../scripts/page-sizes.mjs';
import { measureRenderer } from './parts/renderer.ts';
import { measureRecovery } from './parts/recovery.ts';
import { measureRetrieval } from './parts/retrieval.ts';
import { measureRoutes } from './parts/routes.ts';
import { measureStart } from './parts/start.ts';
import { measureTurns } from './parts/turns.ts';
import { writeToPage } from './report/benchmarks-page.ts';
import { printTable } from './report/print.ts';
import { describeSurroundings } from './report/surroundings.ts';
import type { Table } from './report/cells.ts';
import { recoveryTable } from './report/recovery-table.ts';
import { rendererTable } from './report/renderer-table.ts';
import { retrievalTable } from './report/retrieval-table.ts';
import { routesTable } from './report/routes-table.ts';
import { pageTable, startTable } from './report/tables.ts';
import { turnTable } from './report/turn-table.ts';

interface Measured {
  figures: object;
  table: Table;
  /** Where it was measured, when that is not the same for every part. */
  place?: string;
}

const titles: Record<Part, string> = {
  turns: 'Turns: the product beside the floor',
  routes: 'Routes of the API, and what the guard costs',
  recovery: 'Recovery, two instances on one database',
  retrieval: 'Search, both ways at once',
  start: 'Start and memory, embedded database',
  page: 'The user interface',
  renderer: 'An answer of 40 kB in 1,000 pieces, in Chromium',
};

const options = readOptions();
const surroundings = describeSurroundings();
const figures: Record<string, object> = { surroundings };
for (const part of options.parts) {
  console.error(`Measuring: ${part} ...`);
  const measured = await measure(part, options);
  if (!measured) continue;
  figures[part] = measured.figures;
  printTable(titles[part], measured.table);
  if (!options.profile) await writeToPage(part, noteOn(measured), measured.table);
}
console.log(`${surroundings.date}, ${surroundings.machine}, ${surroundings.versions}`);
if (options.json) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`);

async function measure(part: Part, options: Options): Promise<Measured | undefined> {
  switch (part) {
    case 'turns': {
      const figures = await measureTurns(options);
      return { figures, table: turnTable(figures), place: figures.place };
    }
    case 'routes': {
      const figures = await measureRoutes();
      return figures && { figures, table: routesTable(figures), place: figures.place };
    }
    case 'recovery': {
      const figures = await measureRecovery();
      return figures && { figures, table: recoveryTable(figures), place: figures.place };
    }
    case 'retrieval': {
      const figures = await measureRetrieval(options.chunks);
      return { figures, table: retrievalTable(figures), place: figures.place };
    }
    case 'start': {
      const figures = await measureStart();
      return { figures, table: startTable(figures) };
    }
    case 'page': {
      const figures = measureSizes();
      return { figures, table: pageTable(figures) };
    }
    case 'renderer': {
      const figures = await measureRenderer();
      return { figures, table: rendererTable(figures) };
    }
  }
}

function noteOn({ place }: Measured): string {
  const { date, machine, versions } = surroundings;
  return `Measured on ${date}: ${machine}; ${versions}${place ? `, ${place}` : ''}.`;
}
