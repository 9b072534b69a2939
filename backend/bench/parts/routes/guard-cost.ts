import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Microseconds of CPU time for each request. */
export interface GuardCost {
  /** The guard, where the session was looked up within the last seconds. */
  session: number;
  /** The guard with an API key: its look-up and its limit of requests, one statement. */
  key: number;
  /** A question, checked by its schema. */
  validation: number;
}

const program = fileURLToPath(new URL('../../programs/guard-cost.mjs', import.meta.url));

/** Measures in a process of its own, which is another instance on the database of the product. */
export async function measureGuardCost(
  settings: Record<string, string>,
  token: string,
  key: string,
): Promise<GuardCost> {
  const env = { PATH: process.env['PATH'], DOCS_DIR: '/nonexistent', LOG_LEVEL: 'error', ...settings };
  const { stdout } = await promisify(execFile)(process.execPath, [program, token, key], { env });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as GuardCost;
}
