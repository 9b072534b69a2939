import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import { MAX_DOCUMENT_BYTES } from '@chatkit/contract';
import { workspaceRoot } from '../../env.js';
import { WorkLimit } from '../../http/work-limit.js';
import type { ExtractedText, ExtractionReply, ExtractionRequest } from './extraction-messages.js';
import { FileFault } from './file-fault.js';

export interface ExtractionLimits {
  timeMs: number;
  /** Of the whole process, buffers included. Held on Linux; elsewhere only the heap is limited. */
  memoryBytes: number;
  heapMegabytes: number;
}

const USUAL_LIMITS: ExtractionLimits = { timeMs: 60_000, memoryBytes: 1_000_000_000, heapMegabytes: 512 };
const AT_ONCE = 2;
/** Each holds its file in memory. */
const MOST_WAITING = 10;
const LOOK_EVERY_MS = 50;
const PAGE_BYTES = 4_096;
/** How V8 ends a process without memory, and how the system does. */
const OUT_OF_MEMORY: (NodeJS.Signals | number | null)[] = ['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGKILL', 134];

const TOO_MUCH_MEMORY: ExtractionReply = { fault: 'The file needs too much memory to be read.', failure: 'too_large' };
const TOO_LONG: ExtractionReply = { fault: 'The file takes too long to be read.', failure: 'too_slow' };

const PROCESS = fileURLToPath(new URL(`./extraction-process${extname(import.meta.url)}`, import.meta.url));

/**
 * Has the text of files read, each in a process of its own: a broken file or one that was made to do harm fails alone. The
 * process may read its own program and nothing else of the disk, and knows no setting.
 */
@Injectable()
export class Extractor {
  #limits = USUAL_LIMITS;
  #program = PROCESS;
  readonly #places = new WorkLimit(AT_ONCE, MOST_WAITING);

  /** `program`: the path of what reads the files. */
  static with(limits: Partial<ExtractionLimits>, program = PROCESS): Extractor {
    const extractor = new Extractor();
    extractor.#limits = { ...USUAL_LIMITS, ...limits };
    extractor.#program = program;
    return extractor;
  }

  /** Throws a {@link FileFault} when there is no text to be had, and a 503 when too many files wait. */
  extract(file: Omit<ExtractionRequest, 'mostTextBytes'>): Promise<ExtractedText> {
    return this.#places.run(() => this.#inProcess({ ...file, mostTextBytes: MAX_DOCUMENT_BYTES }));
  }

  async #inProcess(request: ExtractionRequest): Promise<ExtractedText> {
    const readable = [join(dirname(this.#program), '*'), join(workspaceRoot, 'node_modules', '*')];
    const child = fork(this.#program, {
      execArgv: [
        `--max-old-space-size=${this.#limits.heapMegabytes}`,
        '--permission',
        ...readable.map((path) => `--allow-fs-read=${path}`),
        '--disable-warning=ExperimentalWarning',
      ],
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    try {
      const reply = await Promise.race([this.#reply(child, request), this.#overrun(child)]);
      if ('fault' in reply) throw new FileFault(reply.fault, reply.failure);
      return reply.extracted;
    } finally {
      child.kill('SIGKILL');
    }
  }

  /** Rejects when the process could not be started, or failed for a reason that is not the file's. */
  #reply(child: ChildProcess, request: ExtractionRequest): Promise<ExtractionReply> {
    return new Promise((resolve, reject) => {
      child.once('message', (reply: ExtractionReply) => resolve(reply));
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        if (OUT_OF_MEMORY.includes(signal ?? code)) resolve(TOO_MUCH_MEMORY);
        else if (code === 0)
          resolve({ fault: 'The file is damaged.', failure: 'damaged' }); // its reader waits for what never comes
        else reject(new Error(`The process that reads files ended with ${signal ?? code}.`));
      });
      child.send(request, () => undefined); // a process that is gone says so by its exit
    });
  }

  /** Resolves when the process takes more than it may; never, when it ends before. */
  #overrun(child: ChildProcess): Promise<ExtractionReply> {
    const { timeMs, memoryBytes } = this.#limits;
    const begun = performance.now();
    return new Promise((resolve) => {
      const look = async () => {
        if (child.exitCode !== null || child.signalCode !== null || child.killed) return;
        if (performance.now() - begun > timeMs) return resolve(TOO_LONG);
        if ((await residentBytes(child.pid)) > memoryBytes) return resolve(TOO_MUCH_MEMORY);
        setTimeout(() => void look(), LOOK_EVERY_MS).unref();
      };
      void look();
    });
  }
}

/** 0 where the system does not tell. */
async function residentBytes(pid: number | undefined): Promise<number> {
  const counts = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(counts.split(' ')[1] ?? 0) * PAGE_BYTES;
}
