import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Fault, FaultPlan } from './faults.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const URL_SHOWN = /Chat +(http:\S+)/;
const FAULT_SHOWN = /^FAULT (\w+) at /;
const LINES_KEPT = 60;

const children = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

/** What an instance tells of itself. */
export interface Watching {
  onFault(fault: Fault, instance: Instance): void;
  /** It ended, and nobody had asked for that. */
  onCrash(instance: Instance): void;
}

/** One process of the built product, with faults in it, that can be started again and again. */
export class Instance {
  readonly name: string;
  /** Where it listens, while it does. */
  url: string | undefined;
  /** Counts its processes; the model sees which of them asks, by the key. */
  starts = 0;
  readonly #settings: Record<string, string>;
  readonly #watching: Watching;
  #lines: string[] = [];
  #child: ChildProcess | undefined;
  #endAsked = false;

  constructor(name: string, settings: Record<string, string>, watching: Watching) {
    this.name = name;
    this.#settings = settings;
    this.#watching = watching;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The end of what it printed. */
  get output(): readonly string[] {
    return this.#lines;
  }

  /** Settles when the process listens, or has ended before. */
  async start(plan: FaultPlan): Promise<void> {
    this.starts++;
    this.#endAsked = false;
    const child = spawn(process.execPath, ['--conditions', 'chatkit-faults', 'dist/backend/main.js'], {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        PORT: '0',
        NO_COLOR: '1',
        ...this.#settings,
        OPENAI_API_KEY: `${this.name}.${this.starts}`,
        CHATKIT_FAULTS: JSON.stringify(plan),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    children.add(child);
    const listening = new Promise<void>((resolve) => {
      for (const stream of [child.stdout, child.stderr])
        createInterface(stream).on('line', (line) => this.#read(line, resolve));
    });
    const ended = once(child, 'exit').then(() => this.#ended(child));
    await Promise.race([listening, ended]);
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    if (signal === 'SIGKILL' || signal === 'SIGTERM') this.#endAsked = true;
    this.#child?.kill(signal);
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    if (!child || !this.isRunning) return;
    const ended = once(child, 'exit');
    this.signal(signal);
    await ended;
  }

  #read(line: string, listening: () => void): void {
    this.#lines = [...this.#lines, `${new Date().toISOString()} #${this.starts} ${line}`].slice(-LINES_KEPT);
    const url = URL_SHOWN.exec(line)?.[1];
    if (url) {
      this.url = url;
      listening();
    }
    const fault = FAULT_SHOWN.exec(line)?.[1] as Fault | undefined;
    if (!fault) return;
    if (fault === 'kill') this.#endAsked = true;
    this.#watching.onFault(fault, this);
  }

  #ended(child: ChildProcess): void {
    children.delete(child);
    const wasReady = this.url !== undefined;
    this.url = undefined;
    if (wasReady && child.exitCode !== null && !this.#endAsked) this.#watching.onCrash(this);
  }
}
