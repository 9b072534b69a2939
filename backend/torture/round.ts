import type { Arena } from './arena.ts';
import { Client, type Surroundings } from './client.ts';
import type { Inspection } from './inspection.ts';
import type { Random } from '../test/support/random.ts';
import type { ScriptedProvider } from './scripted-provider.ts';
import { sleep } from './sleep.ts';
import type { Tally } from './tally.ts';

const RAGE_MS = 40_000;
const GLANCE_EVERY_MS = 3_000;
/** From the moment when all instances are ready. */
const CALM_WITHIN_MS = 60_000;
const KEEPER_WITHIN_MS = 5_000;

export interface Play {
  arena: Arena;
  provider: ScriptedProvider;
  around: Surroundings;
  inspection: Inspection;
  random: Random;
  tally: Tally;
}

/** Some seconds in which everything fails, then quiet until all turns have ended, then the comparison. */
export async function playRound(play: Play): Promise<void> {
  const { arena, provider, around, inspection, random } = play;
  const until = Date.now() + RAGE_MS;
  around.giveUpAt = Infinity;
  provider.isFaulty = true;
  const clients = Array.from({ length: arena.clients }, () => new Client(random.pick(arena.accounts), random, around));
  const done = Promise.all(clients.map((client) => useUntil(client, until)));
  await Promise.all([
    arena.processes.rage(until),
    arena.rageOnDatabase(until),
    arena.isOpenToAll ? glanceUntil(play, until) : undefined,
  ]);
  provider.isFaulty = false;
  await arena.processes.ready();
  around.giveUpAt = performance.now() + CALM_WITHIN_MS;
  await Promise.all([done, arena.isOpenToAll ? untilCalm(play, around.giveUpAt) : undefined]);
  await arena.inspect((queries) => inspection.compare(queries));
  await arena.processes.ready();
}

async function useUntil(client: Client, until: number): Promise<void> {
  while (Date.now() < until) await client.step();
}

async function glanceUntil({ arena, inspection }: Play, until: number): Promise<void> {
  while (Date.now() < until) {
    await sleep(GLANCE_EVERY_MS);
    await arena.inspect((queries) => inspection.glance(queries)).catch(() => undefined); // the database is down
  }
}

/** Nothing may be without a keeper for long now, and everything ends. */
async function untilCalm({ arena, inspection, tally }: Play, giveUpAt: number): Promise<void> {
  await sleep(KEEPER_WITHIN_MS);
  while (await arena.inspect((queries) => inspection.unsettled(queries))) {
    await arena.inspect((queries) => inspection.keepers(queries));
    if (tally.violations.length) return;
    if (performance.now() > giveUpAt) return tally.violated('some answers never ended');
    await sleep(500);
  }
}
