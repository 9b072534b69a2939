// Checks what is stored in the database that the settings name. Changes nothing; ends with 1 when something is wrong.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from './database/database.js';
import { type Finding, findViolations, invariantsWhileReady } from './database/invariants.js';
import { readEnv } from './env.js';

try {
  const env = readEnv();
  if (!env.DATABASE_URL && !existsSync(join(env.DATA_DIR, 'postgres')))
    throw new Error(`There is no database in ${env.DATA_DIR}. Set DATABASE_URL or DATA_DIR.`);
  process.exitCode = await verify(env);
} catch (error) {
  print(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}

async function verify(env: ReturnType<typeof readEnv>): Promise<number> {
  const database = await openDatabase(env, print);
  try {
    const findings = await findViolations(database.pool);
    findings.forEach(show);
    if (database.kind === 'server') {
      print('\nOnly while a ChatKit process is ready:');
      (await findViolations(database.pool, invariantsWhileReady)).forEach(show);
    }
    const violated = findings.filter(({ count }) => count > 0).length;
    print(violated ? `\n${violated} of ${findings.length} are violated.` : `\nAll ${findings.length} hold.`);
    return violated ? 1 : 0;
  } finally {
    await database.close();
  }
}

function show({ name, count, ids }: Finding): void {
  print(`${String(count).padStart(5)}  ${name}${ids.length ? `: ${ids.join(', ')}` : ''}`);
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
