import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const READY = /Portal (http:\S+)/;

/** The server of the examples as a process of its own, at an address of its own. */
export class ExamplePortal {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts it and waits until it listens; rejects with what it printed when it ends before. */
  static start(example: string, settings: Readonly<Record<string, string>>): Promise<ExamplePortal> {
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../examples/portal.mjs'), example], {
      env: { PATH: process.env['PATH'], ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Promise((resolve, reject) => {
      let output = '';
      const read = (chunk: Buffer) => {
        output += chunk.toString();
        const [, url] = READY.exec(output) ?? [];
        if (url !== undefined) {
          resolve(new ExamplePortal(url, child));
        }
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', (code) => reject(new Error(`ended with ${code}:\n${output}`)));
    });
  }

  async end(): Promise<void> {
    this.child.kill();
    await once(this.child, 'exit');
  }
}
