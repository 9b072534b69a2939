import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { workspaceRoot } from '../../src/env.js';

/** In the log for people, and in the one for programs. */
const READY = /Chat +(http:\S+)|"chat":"(http:[^"]+)"/;

/** The built product as a process of its own, to be killed and started again. */
export class TestProcess {
  url = '';
  output = '';
  #child: ChildProcess | undefined;

  constructor(private readonly settings: Record<string, string>) {}

  /** Starts it and waits until it listens; throws what it printed when it ends before. */
  async start(): Promise<this> {
    this.output = '';
    const child = spawn(process.execPath, [join(workspaceRoot, 'dist/backend/main.js')], {
      env: { PATH: process.env['PATH'], PORT: '0', SIGN_UP: 'open', DOCS_DIR: '/nonexistent', ...this.settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        this.output += chunk.toString();
        const [, shown, logged] = READY.exec(this.output) ?? [];
        const url = shown ?? logged;
        if (url) {
          this.url = url;
          resolve();
        }
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => reject(new Error(`ended with ${code}:\n${this.output}`)));
    });
    return this;
  }

  /** Lets it sleep, as a machine under pressure does, or wakes it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }

  /** Ends it; `SIGKILL` as a crash does. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }
}
