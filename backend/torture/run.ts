// Lets processes, database, model and clients fail all the time, and looks whether anything was lost or doubled.
// What is done and counted is said in docs/reliability.md.
import { describeCommit } from './commit.ts';
import type { Arena } from './arena.ts';
import type { Surroundings } from './client.ts';
import { openEmbeddedArena } from './embedded-arena.ts';
import { Inspection } from './inspection.ts';
import { readOptions } from './options.ts';
import { Random } from '../test/support/random.ts';
import { recordRound } from './reliability-page.ts';
import { playRound } from './round.ts';
import { ScriptedProvider } from './scripted-provider.ts';
import { type ArenaOptions, openServerArena } from './server-arena.ts';
import { summarize, Tally } from './tally.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const USUAL_ROUND_MS = 55_000;

const { seed, minutes, record } = readOptions();
const end = performance.now() + minutes * 60_000;
const commit = describeCommit();
const directory = temporaryDirectory();
const arenas: Arena[] = [];
let violated = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void close().finally(() => process.exit(130)));

console.log(`Torture of commit ${commit}, seed ${seed}, for ${minutes} minutes`);
const random = new Random(seed);
try {
  await Promise.all([play(openServerArena, random.seed()), play(openEmbeddedArena, random.seed())]);
} catch (error) {
  violated = true;
  console.error(error);
}
await close();
console.log(violated ? `Violated. To repeat: npm run torture -- --seed ${seed} --minutes ${minutes}` : 'All held.');
process.exit(violated ? 1 : 0);

async function play(open: (options: ArenaOptions) => Promise<Arena>, arenaSeed: number): Promise<void> {
  const random = new Random(arenaSeed);
  const tally = new Tally();
  const provider = new ScriptedProvider(random, tally);
  const arena = await open({ directory, modelUrl: await provider.start(), random, tally });
  arenas.push(arena);
  const around: Surroundings = { instances: arena.processes.instances, tally, asks: [], giveUpAt: Infinity };
  const inspection = new Inspection(around.asks, provider, tally);
  for (let round = 1; !violated && (round === 1 || performance.now() + USUAL_ROUND_MS < end); round++) {
    const begun = performance.now();
    await playRound({ arena, provider, around, inspection, random, tally }).catch((error: unknown) =>
      tally.violated(`the round broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    );
    const counts = tally.take();
    const seconds = (performance.now() - begun) / 1_000;
    console.log(`${arena.name}, round ${round}, ${seconds.toFixed(0)} s: ${summarize(counts)}`);
    if (record) await recordRound({ commit, seed, seconds, violations: tally.violations.length, counts });
    if (!tally.violations.length) continue;
    violated = true;
    console.error(
      `${tally.violations.length} violations at seed ${seed}, ${arena.name}, round ${round}. The processes said:`,
    );
    for (const { name, output } of arena.processes.instances) console.error(`--- ${name}\n${output.join('\n')}`);
  }
}

async function close(): Promise<void> {
  await Promise.allSettled(arenas.splice(0).map((arena) => arena.close()));
}
