// Makes a test collection of the feedback in the chat: npm run export-feedback -- FOLDER. docs/evaluation.md says what is in it.
import { resolve } from 'node:path';
import { openDatabase } from './database/database.js';
import { readEnv } from './env.js';
import { writeFeedbackSet } from './evaluation/feedback-set.js';

const [folder, ...others] = process.argv.slice(2);

try {
  if (folder === undefined || others.length) throw new Error('Usage: npm run export-feedback -- FOLDER');
  const database = await openDatabase(readEnv(), (text) => process.stderr.write(`${text}\n`));
  try {
    const { questions, documents } = await writeFeedbackSet(database, resolve(folder));
    process.stdout.write(`${questions} questions and ${documents} documents are in ${resolve(folder)}.\n`);
  } finally {
    await database.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
