// Stands in for the process that reads files, and does what it is told to by them.
import { readFileSync } from 'node:fs';

const deeds: Record<string, () => unknown> = {
  'take buffers': () => {
    for (const taken: Uint8Array[] = []; ;) taken.push(new Uint8Array(10_000_000).fill(1));
  },
  'take heap': () => {
    for (const taken: string[][] = []; ;) taken.push(Array.from({ length: 100_000 }, String));
  },
  'run for ever': () => {
    for (;;);
  },
  'wait for nothing': () => undefined,
  fail: () => process.exit(3),
};

process.once('message', ({ bytes }: { bytes: Uint8Array }) => {
  const told = Buffer.from(bytes).toString();
  if (told.startsWith('read ')) process.send?.(reply(told.slice('read '.length)), () => process.disconnect());
  else deeds[told]?.();
});

function reply(path: string): unknown {
  try {
    return { extracted: { text: readFileSync(path, 'utf8'), mediaType: 'text/plain', title: null } };
  } catch (error) {
    return { fault: (error as NodeJS.ErrnoException).code };
  }
}
