import { Pool } from 'pg';
import { Floor } from '../contenders/floor.ts';
import { Model } from '../contenders/model.ts';
import { Product } from '../contenders/product.ts';
import { emptyThreads, threadsInDatabase } from '../contenders/threads.ts';
import { type BenchServer, startBenchServer } from '../database.ts';
import type { Options } from '../options.ts';
import { withDirectory } from '../temporary-directory.ts';
import { measureTurnFigures, type TurnMeasurements } from './turns/measure-turns.ts';

const SECRET = 'a secret for the benchmark that is long enough';
const withoutRetrieval = new URL('../programs/without-retrieval.mjs', import.meta.url).href;

export interface TurnFigures extends TurnMeasurements {
  place: string;
}

type Environment = Pick<Options, 'seconds' | 'profile'>;

/** Lets the product take turns in alternation with the floor, on one PostgreSQL and with one scripted model. */
export async function measureTurns(options: Environment): Promise<TurnFigures> {
  await using started = new AsyncDisposableStack();
  const server = await startBenchServer();
  if (server) started.defer(() => server.stop());
  const model = await Model.start();
  started.defer(() => model.server.stop());
  return await withDirectory((directory) =>
    server ? measureOnServer(server, model, directory, options) : measureEmbedded(model, directory, options),
  );
}

async function measureOnServer(
  server: BenchServer,
  model: Model,
  directory: string,
  { seconds, profile }: Environment,
): Promise<TurnFigures> {
  await using started = new AsyncDisposableStack();
  const startProduct = async (purpose: string, nodeOptions: string[]): Promise<Product> => {
    const url = await server.createDatabase(purpose);
    const database = new Pool({ connectionString: url, max: 2 });
    started.defer(() => database.end());
    const store = { DATABASE_URL: url, BETTER_AUTH_SECRET: SECRET, DATA_DIR: directory };
    const threads = threadsInDatabase(database);
    const product = await Product.start({ modelUrl: model.server.url, store, threads, nodeOptions });
    started.defer(() => product.stop());
    return product;
  };
  const floor = await Floor.start(await server.createDatabase('floor'), model.server.url);
  started.defer(() => floor.stop());
  const participants = {
    model,
    floor,
    withoutRetrieval: await startProduct('without_retrieval', ['--import', withoutRetrieval, ...profiling(profile)]),
    product: await startProduct('product', profiling(profile)),
    admin: server.admin,
  };
  return { place: `PostgreSQL ${server.version}`, ...(await measureTurnFigures(participants, seconds)) };
}

async function measureEmbedded(
  model: Model,
  directory: string,
  { seconds, profile }: Environment,
): Promise<TurnFigures> {
  const store = { DATA_DIR: directory };
  const nodeOptions = profiling(profile);
  const product = await Product.start({ modelUrl: model.server.url, store, threads: emptyThreads, nodeOptions });
  try {
    const place =
      'embedded database, in new threads (no PostgreSQL server was there, so there is no floor to compare with)';
    return { place, ...(await measureTurnFigures({ model, product }, seconds)) };
  } finally {
    await product.stop();
  }
}

function profiling(directory: string | undefined): string[] {
  return directory ? ['--cpu-prof', `--cpu-prof-dir=${directory}`] : [];
}
