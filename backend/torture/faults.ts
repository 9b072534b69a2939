// What `#failpoint` leads to under `--conditions chatkit-faults`: faults, chosen by the seed of CHATKIT_FAULTS.
import { writeSync } from 'node:fs';
import type { Failpoint } from '../src/failpoint.ts';
import { Random } from '../test/support/random.ts';

/**
 * `delay` blocks the whole process, as a long computation or a busy machine does. `stop` must be continued from outside.
 * `throw` is for places where the product must expect an error: statements and the model.
 */
export type Fault = 'kill' | 'stop' | 'throw' | 'delay';

export interface FaultRule {
  at: Failpoint;
  do: Fault;
  /** How likely each time the place is met. */
  chance: number;
}

/** The value of CHATKIT_FAULTS, as JSON. */
export interface FaultPlan {
  seed: number;
  rules: FaultRule[];
  /** No more faults from then on, in milliseconds since 1970. */
  until?: number;
}

const DELAY_MS = 1_500;
const STARTING_MS = 2_000;

const plan = JSON.parse(process.env['CHATKIT_FAULTS'] ?? '{"seed":0,"rules":[]}') as FaultPlan;
const random = new Random(plan.seed);

export function failpoint(name: Failpoint): void {
  for (const rule of plan.rules) if (rule.at === name && random.chance(rule.chance)) act(rule.do, name);
}

function act(fault: Fault, name: Failpoint): void {
  // Somebody has to come up at last, or nothing is ever tried.
  if (performance.now() < STARTING_MS || Date.now() >= (plan.until ?? Infinity)) return;
  writeSync(1, `FAULT ${fault} at ${name}\n`);
  switch (fault) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return;
    case 'stop':
      process.kill(process.pid, 'SIGSTOP');
      return;
    case 'throw':
      throw new Error(`a fault at ${name}`);
    case 'delay':
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, DELAY_MS);
  }
}
