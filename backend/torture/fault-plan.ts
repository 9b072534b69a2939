import { readFileSync } from 'node:fs';
import { FAILPOINTS, type Failpoint } from '../src/failpoint.ts';
import type { Fault, FaultPlan, FaultRule } from './faults.ts';
import type { Random } from '../test/support/random.ts';

const statements = [
  ...readFileSync(new URL('../src/chat/turn-statements.ts', import.meta.url), 'utf8').matchAll(
    /^ {2}name: '([\w-]+)'/gm,
  ),
].flatMap(([, name]): Failpoint[] => [`before ${name}`, `after ${name}`]);
const model: Failpoint[] = ['before model request', 'after model response', 'between model reads'];
const places: Failpoint[] = [...FAILPOINTS, ...statements];

/** Where the product must expect an error. */
const mayThrow = new Set<Failpoint>([...statements, ...model]);

/** How likely a fault is where a turn comes by many times, or hardly ever; else it is {@link USUAL_CHANCE}. */
const chances: Partial<Record<Failpoint, number>> = {
  'between tokens': 0.01,
  'between model reads': 0.01,
  'before read-turn': 0.03,
  'after read-turn': 0.03,
  'reader follows': 0.03,
  drain: 0.5,
};
const USUAL_CHANCE = 0.15;
const RULES = 3;

/** Who falls asleep here wakes up with something to write that may be another's by then. */
const dangerousSleep: FaultRule[] = [
  { at: 'before settle', do: 'stop', chance: 1 },
  { at: 'before settle', do: 'stop', chance: 1 },
  { at: 'before beat', do: 'stop', chance: 0.3 },
  { at: 'between tokens', do: 'stop', chance: 0.05 },
];
/** What one process will meet, until `until` (milliseconds since 1970). */
export function planFaults(random: Random, until: number): FaultPlan {
  return { seed: random.seed(), rules: Array.from({ length: RULES }, () => rule(random)), until };
}

/** For a process that is to fall asleep with something to write. */
export function planSleep(random: Random, until: number): FaultPlan {
  return { seed: random.seed(), rules: [random.pick(dangerousSleep)], until };
}

function rule(random: Random): FaultRule {
  const at = random.pick(places);
  const fault = faultAt(at, random.next());
  return { at, do: fault, chance: chances[at] ?? USUAL_CHANCE };
}

function faultAt(place: Failpoint, dice: number): Fault {
  if (dice < 0.1) return 'stop';
  if (dice < 0.2) return 'delay';
  return dice < 0.4 && mayThrow.has(place) ? 'throw' : 'kill';
}
