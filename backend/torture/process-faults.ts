import { planFaults, planSleep } from './fault-plan.ts';
import type { Fault, FaultPlan } from './faults.ts';
import { Instance } from './instance.ts';
import type { Kind } from './kinds.ts';
import type { Random } from '../test/support/random.ts';
import { sleep } from './sleep.ts';
import type { Tally } from './tally.ts';

const LOOK_MS = 50;
const READY_WITHIN_MS = 60_000;
const kindOf: Record<Fault, Kind> = {
  kill: 'process killed at a failpoint',
  stop: 'process stopped and continued',
  throw: 'error thrown at a failpoint',
  delay: 'process blocked for 1.5 s',
};

/** Keeps the instances of an arena alive and, while it rages, sees to it that they do not live long. */
export class ProcessFaults {
  readonly instances: readonly Instance[];
  readonly #random: Random;
  readonly #tally: Tally;
  /** When the faults end, in milliseconds since 1970. */
  #until = 0;
  #areKept = true;
  /** Asleep, or to fall asleep: not to be killed before they have woken up. */
  readonly #asleep = new Set<Instance>();
  /** Whether the next process is to fall asleep with something to write that another takes over: one in each round. */
  #isSleeperDue = false;

  constructor(names: readonly string[], settings: Record<string, string>, random: Random, tally: Tally) {
    this.#random = random;
    this.#tally = tally;
    this.instances = names.map(
      (name) =>
        new Instance(name, settings, {
          onFault: (fault, instance) => this.#met(fault, instance),
          onCrash: ({ output }) => tally.violated(`${name} ended by itself`, output),
        }),
    );
    for (const instance of this.instances) void this.#keep(instance);
  }

  /** Settles when all instances listen. Throws when one does not in time. */
  async ready(): Promise<void> {
    const deadline = performance.now() + READY_WITHIN_MS;
    for (const instance of this.instances) {
      while (!instance.url) {
        if (performance.now() > deadline)
          throw new Error(`${instance.name} did not start:\n${instance.output.join('\n')}`);
        await sleep(LOOK_MS);
      }
    }
  }

  async rage(until: number): Promise<void> {
    this.#until = until;
    this.#asleep.clear();
    this.#isSleeperDue = this.#haveSuccessors;
    await Promise.all(this.instances.map((instance) => this.#torment(instance)));
    for (const instance of this.instances) instance.signal('SIGCONT');
  }

  /** Ends all instances, for as long as `work` takes. */
  async without<T>(work: () => Promise<T>): Promise<T> {
    this.#areKept = false;
    try {
      await Promise.all(this.instances.map((instance) => instance.end('SIGTERM')));
      return await work();
    } finally {
      this.#areKept = true;
    }
  }

  async close(): Promise<void> {
    this.#areKept = false;
    await Promise.all(this.instances.map((instance) => instance.end('SIGKILL')));
  }

  get #haveSuccessors(): boolean {
    return this.instances.length > 1;
  }

  get #isOver(): boolean {
    return Date.now() >= this.#until;
  }

  async #keep(instance: Instance): Promise<void> {
    for (;;) {
      if (this.#areKept && !instance.isRunning) {
        await instance.start(this.#plan(instance));
        // It died with the database while it started.
        if (!instance.url && this.#asleep.has(instance)) this.#isSleeperDue = true;
      }
      await sleep(LOOK_MS);
    }
  }

  #plan(instance: Instance): FaultPlan {
    this.#asleep.delete(instance);
    if (!this.#isSleeperDue) return planFaults(this.#random, this.#until);
    this.#isSleeperDue = false;
    this.#asleep.add(instance);
    return planSleep(this.#random, this.#until);
  }

  async #torment(instance: Instance): Promise<void> {
    for (;;) {
      while ((!instance.url || this.#asleep.has(instance)) && !this.#isOver) await sleep(LOOK_MS);
      await this.#sleep(this.#random.between(200, 2_000));
      if (this.#isOver) return;
      if (!instance.url || this.#asleep.has(instance)) continue;
      const dice = this.#random.next();
      if (dice < 0.75) {
        this.#tally.count('process killed at a random time');
        instance.signal('SIGKILL');
      } else if (dice < 0.85) {
        this.#tally.count('process told to shut down');
        instance.signal('SIGTERM');
      } else {
        this.#tally.count('process stopped and continued');
        instance.signal('SIGSTOP');
        await this.#continueLater(instance);
      }
    }
  }

  #met(fault: Fault, instance: Instance): void {
    this.#tally.count(kindOf[fault]);
    if (fault === 'stop') void this.#continueLater(instance);
  }

  /** Some sleep for longer than a lease, and wake up to find that they were replaced. */
  async #continueLater(instance: Instance): Promise<void> {
    const isLong = this.#asleep.has(instance) || (this.#haveSuccessors && this.#random.chance(0.5));
    this.#asleep.add(instance);
    await this.#sleep(isLong ? this.#random.between(10_500, 13_000) : this.#random.between(200, 2_000));
    this.#asleep.delete(instance);
    instance.signal('SIGCONT');
  }

  /** Until the faults are over, at most. */
  #sleep(milliseconds: number): Promise<void> {
    return sleep(Math.max(0, Math.min(milliseconds, this.#until - Date.now())));
  }
}
