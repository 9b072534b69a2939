import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable } from '@nestjs/common';
import { MAX_DOCUMENT_BYTES } from '@chatkit/contract';
import { workspaceRoot } from '../../env.js';
import { ProblemException } from '../../http/problem-exception.js';
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
const MOST_WAITING = 20;
const LOOK_EVERY_MS = 50;
const PAGE_BYTES = 4_096;

const TOO_LONG: ExtractionReply = { fault: 'The file takes too long to be read.' };
const TOO_MUCH: ExtractionReply = { fault: 'The file needs too much memory to be read.' };

const PROCESS = fileURLToPath(new URL(`./extraction-process${extname(import.meta.url)}`, import.meta.url));
/** All that the process may read of the disk: its own program and the libraries. */
const READABLE = [
  join(dirname(PROCESS), '*'),
  join(workspaceRoot, 'node_modules', '*'),
  join(workspaceRoot, 'package.json'),
];

/**
 * Has the text of files read, each in a process of its own: a broken file or one that was made to do harm fails alone. The
 * process may read its program and the libraries, nothing else of the disk, and knows no setting.
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

  /** Throws a {@link FileFault} when there is no text to be had, and a 503 when too many files wait already. */
  async extract(file: Omit<ExtractionRequest, 'mostTextBytes'>): Promise<ExtractedText> {
    await this.#takeTurn();
    try {
      return await this.#inProcess({ ...file, mostTextBytes: MAX_DOCUMENT_BYTES });
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  /** A turn that ends is handed on to who waits longest. */
  async #takeTurn(): Promise<void> {
    if (this.#running < AT_ONCE) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.length >= MOST_WAITING)
      throw new ProblemException(503, 'unavailable', 'Many files are being read. Try again in a minute.');
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async #inProcess(request: ExtractionRequest): Promise<ExtractedText> {
    const child = fork(PROCESS, {
      execArgv: [
        `--max-old-space-size=${HEAP_MEGABYTES}`,
        '--permission',
        ...READABLE.map((path) => `--allow-fs-read=${path}`),
        '--disable-warning=ExperimentalWarning',
      ],
      env: {},
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    try {
      const reply = await Promise.race([replyOf(child, request), this.#overrun(child)]);
      if ('fault' in reply) throw new FileFault(reply.fault, reply.code);
      return reply.extracted;
    } finally {
      child.kill('SIGKILL');
    }
  }

  /** Resolves when the process takes more than it may; never, when it ends before. */
  #overrun(child: ChildProcess): Promise<ExtractionReply> {
    const { timeMs, memoryBytes } = this.#limits;
    const begun = performance.now();
    return new Promise((resolve) => {
      const look = async () => {
        if (child.exitCode !== null || child.signalCode !== null || child.killed) return;
        if (performance.now() - begun > timeMs) return resolve(TOO_LONG);
        if ((await residentBytes(child.pid)) > memoryBytes) return resolve(TOO_MUCH);
        setTimeout(() => void look(), LOOK_EVERY_MS).unref();
      };
      void look();
    });
  }
}

/** Rejects when the process fails by no fault of the file's, as when it cannot be started. */
function replyOf(child: ChildProcess, request: ExtractionRequest): Promise<ExtractionReply> {
  return new Promise((resolve, reject) => {
    child.once('message', (reply: ExtractionReply) => resolve(reply));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      // V8 aborts where its heap is full, and the system kills where its memory is.
      if (signal === 'SIGABRT' || signal === 'SIGKILL' || signal === 'SIGTRAP') return resolve(TOO_MUCH);
      reject(new Error(`the process that reads files ended with ${signal ?? code}`));
    });
    child.send(request, () => undefined); // a process that is gone says so by its exit
  });
}

/** 0 where the system does not tell. */
async function residentBytes(pid: number | undefined): Promise<number> {
  const counts = await readFile(`/proc/${pid}/statm`, 'utf8').catch(() => '');
  return Number(counts.split(' ')[1] ?? 0) * PAGE_BYTES;
}
