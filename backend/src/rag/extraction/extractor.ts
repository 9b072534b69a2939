import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import { MAX_DOCUMENT_BYTES } from '@chatkit/contract';
import { workspaceRoot } from '../../env.js';
import type { ExtractedText, ExtractionReply, ExtractionRequest } from './extraction-messages.js';
import { FileFault } from './file-fault.js';

export interface ExtractionLimits {
  timeMs: number;
  /** Of the whole process, buffers included. Held on Linux; elsewhere only the heap is limited. */
  memoryBytes: number;
}

const USUAL_LIMITS: ExtractionLimits = { timeMs: 60_000, memoryBytes: 1_000_000_000 };
const HEAP_MEGABYTES = 512;
const AT_ONCE = 2;
const LOOK_EVERY_MS = 50;
const PAGE_BYTES = 4_096;

const PROCESS = new URL(`./extraction-process${extname(import.meta.url)}`, import.meta.url);

/**
 * Has the text of files read, each in a process of its own: a broken file or one that was made to do harm fails alone. The
 * process may read the product's files and nothing else of the disk, and knows no setting.
 */
@Injectable()
export class Extractor {
  #limits = USUAL_LIMITS;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  static within(limits: ExtractionLimits): Extractor {
    const extractor = new Extractor();
    extractor.#limits = limits;
    return extractor;
  }

  /** Throws a {@link FileFault} when there is no text to be had. */
  async extract(file: Omit<ExtractionRequest, 'mostTextBytes'>): Promise<ExtractedText> {
    if (this.#running >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    try {
      return await this.#inProcess({ ...file, mostTextBytes: MAX_DOCUMENT_BYTES });
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #inProcess(request: ExtractionRequest): Promise<ExtractedText> {
    const child = fork(fileURLToPath(PROCESS), {
      execArgv: [
        `--max-old-space-size=${HEAP_MEGABYTES}`,
        '--permission',
        `--allow-fs-read=${join(workspaceRoot, '*')}`,
        '--disable-warning=ExperimentalWarning',
      ],
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    try {
      const reply = await Promise.race([this.#reply(child, request), this.#overrun(child)]);
      if ('fault' in reply) throw new FileFault(reply.fault, reply.code);
      return reply.extracted;
    } finally {
      child.kill('SIGKILL');
    }
  }

  #reply(child: ChildProcess, request: ExtractionRequest): Promise<ExtractionReply> {
    return new Promise((resolve, reject) => {
      child.once('message', (reply: ExtractionReply) => resolve(reply));
      child.once('error', reject);
      child.once('exit', () => resolve({ fault: 'The file needs too much memory to be read.' }));
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
        if (performance.now() - begun > timeMs) return resolve({ fault: 'The file takes too long to be read.' });
        if ((await residentBytes(child.pid)) > memoryBytes)
          return resolve({ fault: 'The file needs too much memory to be read.' });
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
