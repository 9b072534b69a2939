// Measures search and answers on test collections: npm run evaluate -- FOLDER. docs/evaluation.md says how to read it.
import { writeFile } from 'node:fs/promises';
import { readEnv } from './env.js';
import { evaluate } from './evaluation/evaluation.js';
import { readOptions } from './evaluation/options.js';
import { markdown, printed } from './evaluation/report.js';

try {
  const { json, markdown: file, ...measured } = readOptions(process.argv.slice(2));
  const reports = await evaluate(readEnv(), measured, note);
  process.stdout.write(`${reports.map(printed).join('\n\n')}\n`);
  const [only, ...others] = reports;
  if (json) await writeFile(json, `${JSON.stringify(others.length > 0 ? reports : only, null, 2)}\n`);
  if (file) await writeFile(file, reports.map(markdown).join('\n'));
  process.exit(0);
} catch (error) {
  note(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
