import { Client } from 'pg';
import { Model } from '../contenders/model.ts';
import { startBenchServer } from '../database.ts';
import { median } from '../statistics.ts';
import { withDirectory } from '../temporary-directory.ts';
import { Instances } from './recovery/instances.ts';
import { measureResumptions } from './recovery/resume.ts';
import { measureStops } from './recovery/stop.ts';
import { measureTakeovers } from './recovery/takeover.ts';

const SECRET = 'a secret for the benchmark that is long enough';
const TOKEN_PAUSE_MS = 20;
/** Nothing here takes longer, if it comes to an end at all. */
const AT_MOST_MS = 150_000;

/** Milliseconds. */
export interface Spread {
  median: number;
  worst: number;
}

export type RecoveryFigures = Awaited<ReturnType<typeof measureOn>>;

/** What happens when instances and connections fail; undefined where there is no PostgreSQL server for two instances. */
export async function measureRecovery(): Promise<RecoveryFigures | undefined> {
  await using started = new AsyncDisposableStack();
  const server = await startBenchServer();
  if (!server) return undefined;
  started.defer(() => server.stop());
  const model = await Model.start();
  started.defer(() => model.server.stop());
  await model.pace({ pauseMs: TOKEN_PAUSE_MS });
  const url = await server.createDatabase('recovery');
  const database = new Client({ connectionString: url });
  await database.connect();
  started.defer(() => database.end());
  return await withDirectory(async (directory) => {
    const store = { DATABASE_URL: url, BETTER_AUTH_SECRET: SECRET, DATA_DIR: directory };
    const instances = await Instances.start(model.server.url, store);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new Error('a reader waited in vain')), AT_MOST_MS);
    try {
      return await Promise.race([measureOn(instances, database, server.version), late.promise]);
    } finally {
      clearTimeout(timer);
      await instances.stop();
    }
  });
}

async function measureOn(instances: Instances, database: Client, version: string) {
  const { sameMs, otherMs, otherCaughtUpMs } = await measureResumptions(instances);
  const stopHereMs = await measureStops(instances, () => instances.writer);
  const stopElsewhereMs = await measureStops(instances, () => instances.other);
  const { firstTextMs, expiredMs } = await measureTakeovers(instances, database);
  return {
    place: `PostgreSQL ${version}`,
    takeover: spread(firstTextMs),
    leaseExpired: spread(expiredMs),
    resumeOnSame: spread(sameMs),
    resumeOnOther: spread(otherMs),
    caughtUpOnOther: spread(otherCaughtUpMs),
    stopHere: spread(stopHereMs),
    stopElsewhere: spread(stopElsewhereMs),
  };
}

function spread(values: number[]): Spread {
  return { median: median(values), worst: Math.max(...values) };
}
