import { Pool } from 'pg';
import type { Contender } from '../contenders/contender.ts';
import { Floor } from '../contenders/floor.ts';
import { Model } from '../contenders/model.ts';
import { Product } from '../contenders/product.ts';
import { emptyThreads, type ThreadMaker, threadsInDatabase } from '../contenders/threads.ts';
import { startBenchServer } from '../database.ts';
import type { Options } from '../options.ts';
import { withDirectory } from '../temporary-directory.ts';
import { type TurnFigures, TurnMeasurement } from './turn-measurement.ts';

const SECRET = 'a secret for the benchmark that is long enough';

type Environment = Pick<Options, 'seconds' | 'profile'>;

/** Lets the product take turns in alternation with the floor, on one PostgreSQL and with one scripted model. */
export async function measureTurns(options: Environment): Promise<TurnFigures> {
  const server = await startBenchServer();
  const model = await Model.start();
  try {
    if (!server) return await measureEmbedded(model, options);
    const floor = await Floor.start(server.floorUrl, model.server.url);
    const database = new Pool({ connectionString: server.productUrl, max: 2 });
    try {
      return await withDirectory(async (directory) => {
        const store = { DATABASE_URL: server.productUrl, BETTER_AUTH_SECRET: SECRET, DATA_DIR: directory };
        const threads = threadsInDatabase(database);
        return measureProduct({ model, floor, store, threads, place: `PostgreSQL ${server.version}` }, options);
      });
    } finally {
      await database.end();
      await floor.stop();
    }
  } finally {
    await model.server.stop();
    await server?.stop();
  }
}

function measureEmbedded(model: Model, options: Environment): Promise<TurnFigures> {
  const place =
    'embedded database, in new threads (no PostgreSQL server was there, so there is no floor to compare with)';
  return withDirectory((directory) =>
    measureProduct({ model, store: { DATA_DIR: directory }, threads: emptyThreads, place }, options),
  );
}

interface Surroundings {
  model: Model;
  floor?: Contender;
  store: Record<string, string>;
  threads: ThreadMaker;
  place: string;
}

async function measureProduct(
  { model, floor, store, threads, place }: Surroundings,
  { seconds, profile }: Environment,
): Promise<TurnFigures> {
  const nodeOptions = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [];
  const product = await Product.start({ modelUrl: model.server.url, store, threads, nodeOptions });
  try {
    return { database: place, ...(await new TurnMeasurement(model, product, floor).run(seconds)) };
  } finally {
    await product.stop();
  }
}
