import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory that is removed when this process exits, whatever for. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'chatkit-torture-'));
  // Processes that were just killed may still be writing.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }));
  return directory;
}
