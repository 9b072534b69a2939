import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a process has used. CPU time counts all of its threads. */
export interface Usage {
  cpuMicroseconds: number;
  /** Resident memory, in bytes. */
  rss: number;
  /** JavaScript heap in use, in bytes. */
  heapUsed: number;
}

export interface ServerProgram {
  /** The program, relative to the root of the workspace. */
  path: string;
  settings: Record<string, string>;
  nodeOptions?: string[];
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const probe = new URL('programs/probe.mjs', import.meta.url).href;
const URL_SHOWN = /(?:Chat|Listening) +(http:\S+)/;

/** A server in a process of its own, with a probe in it that tells what it uses. */
export class ServerProcess {
  /** From the start of the process until it said that it listens. */
  readonly startedInMs: number;
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, url: string, startedInMs: number) {
    this.#child = child;
    this.url = url;
    this.startedInMs = startedInMs;
  }

  /** Waits until the server prints its address; throws what it printed when it ends before. */
  static async start({ path, settings, nodeOptions = [] }: ServerProgram): Promise<ServerProcess> {
    const started = performance.now();
    const child = spawn(process.execPath, ['--expose-gc', '--import', probe, ...nodeOptions, path], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...settings },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const url = await addressPrintedBy(child);
    return new ServerProcess(child, url, performance.now() - started);
  }

  async measure(options: { collectGarbage?: boolean } = {}): Promise<Usage> {
    const answer = once(this.#child, 'message') as Promise<[Usage]>;
    this.#child.send(options);
    return (await answer)[0];
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exited;
  }
}

function addressPrintedBy(child: ChildProcess): Promise<string> {
  let output = '';
  return new Promise((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output = `${output}${chunk.toString()}`.slice(-8_000);
      const url = URL_SHOWN.exec(output)?.[1];
      if (url) resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`${child.spawnargs.at(-1)} ended with ${code}:\n${output}`)));
  });
}
