import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../env.js';

const LENGTH = 64;

/**
 * The secret that signs sessions: from the settings, or else made once and kept in the data directory. Throws when the
 * file there has been damaged.
 */
export function signingSecret(env: Env): string {
  if (env.BETTER_AUTH_SECRET) return env.BETTER_AUTH_SECRET;
  const file = join(env.DATA_DIR, 'secret');
  mkdirSync(env.DATA_DIR, { recursive: true });
  makeOnce(file);
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < LENGTH) throw new Error(`${file} is damaged. Delete it: everyone will have to sign in again.`);
  return secret;
}

/** The file appears with its whole content or not at all, whatever ends the process. */
function makeOnce(file: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, randomBytes(LENGTH / 2).toString('hex'), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
