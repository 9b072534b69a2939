import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** For servers whose heap is compared: forced collections would throw code away at some time, megabytes of it. */
export const keepingCode = ['--no-flush-bytecode'];

/** What a process has used. CPU time counts all of its threads. */
export interface Usage {
  cpuMicroseconds: number;
  /** Resident memory, in bytes. */
  rss: number;
  /** JavaScript heap in use, in bytes. */
  heapUsed: number;
  /** What objects of the heap hold outside of it, such as buffers, in bytes. */
  external: number;
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
  readonly #child: ChildProcess;
  /** The end of what it printed. */
  #output = '';
  #url = '';
  #startedInMs = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#output = `${this.#output}${chunk.toString()}`.slice(-8_000)));
    }
  }

  /** Waits until the server prints its address; throws what it printed when it ends before. */
  static async start({ path, settings, nodeOptions = [] }: ServerProgram): Promise<ServerProcess> {
    const started = performance.now();
    const child = spawn(process.execPath, ['--expose-gc', '--import', probe, ...nodeOptions, path], {
      cwd: root,
      env: { PATH: process.env['PATH'], ...settings },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const server = new ServerProcess(child);
    server.#url = await server.#unlessEnded(server.#addressPrinted());
    server.#startedInMs = performance.now() - started;
    return server;
  }

  get url(): string {
    return this.#url;
  }

  /** From the start of the process until it said that it listens. */
  get startedInMs(): number {
    return this.#startedInMs;
  }

  /** Throws what the server printed when it has ended. */
  async measure(options: { collectGarbage?: boolean } = {}): Promise<Usage> {
    const answer = once(this.#child, 'message') as Promise<[Usage]>;
    if (this.#child.connected) this.#child.send(options);
    return (await this.#unlessEnded(answer))[0];
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  /** Ends it without a chance to do anything more. */
  kill(): Promise<void> {
    return this.#end('SIGKILL');
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.#hasEnded) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exited;
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  #addressPrinted(): Promise<string> {
    return new Promise((resolve) => {
      this.#child.stdout?.on('data', () => {
        const url = URL_SHOWN.exec(this.#output)?.[1];
        if (url) resolve(url);
      });
    });
  }

  async #unlessEnded<T>(work: Promise<T>): Promise<T> {
    const ended = new AbortController();
    const exit = this.#hasEnded ? Promise.resolve() : once(this.#child, 'exit', { signal: ended.signal });
    const failure = exit.then(() => {
      throw new Error(
        `${this.#child.spawnargs.at(-1)} ended (${this.#child.exitCode ?? this.#child.signalCode}):\n${this.#output}`,
      );
    });
    try {
      return await Promise.race([work, failure]);
    } finally {
      ended.abort();
      failure.catch(() => undefined);
    }
  }
}
