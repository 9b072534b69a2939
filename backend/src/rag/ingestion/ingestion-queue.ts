import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { type ConstructorOptions, type Job, PgBoss, type QueueOptions } from 'pg-boss';
import { Database } from '../../database/database.js';
import { DocumentEvents } from './document-events.js';
import { DocumentFault } from './document-fault.js';
import { DocumentClaimedError, Ingestion } from './ingestion.js';
import { EmbeddingSchedule } from './embedding-schedule.js';
import { IS_UNFINISHED, UNFINISHED } from './ingestion-statements.js';

const QUEUE = 'ingestion';
const SWEEP_EVERY_MS = 60_000;
const JOBS_A_STATEMENT = 50;
const LOOK_AGAIN_MS = 5;

/** What is enqueued here begins at once; this is for retries and for what other instances left. */
const POLL_SECONDS = 5;
const SECONDS = { hour: 3_600, halfDay: 43_200 };

const options: QueueOptions = {
  // The documents count the attempts, also those that a crash ended.
  retryLimit: 1_000,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  expireInSeconds: SECONDS.halfDay,
  // An instance that says nothing for so long is dead, and another one goes on.
  heartbeatSeconds: 10,
  deleteAfterSeconds: SECONDS.hour,
};

/** A statement a second would be felt on the one connection of the embedded database, and no other instance can be there. */
const supervision: Record<Database['kind'], Partial<ConstructorOptions>> = {
  embedded: { superviseIntervalSeconds: 300, monitorIntervalSeconds: 300, flowIntervalSeconds: 3_600 },
  server: { superviseIntervalSeconds: 10, monitorIntervalSeconds: 10, flowIntervalSeconds: 3_600 },
};

/**
 * Takes documents in one after the other, beside the requests, on jobs of pg-boss: one that waits and one that runs for each
 * document at most. A document in the status `processing` is the order, and its job only the reminder: jobs that are missing
 * are made anew at the start and every minute.
 */
@Injectable()
export class IngestionQueue implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(IngestionQueue.name);
  readonly #stopping = new AbortController();
  readonly #boss: PgBoss;
  #worker: string | undefined;
  #running = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly ingestion: Ingestion,
    private readonly embeddings: EmbeddingSchedule,
    private readonly events: DocumentEvents,
  ) {
    this.#boss = new PgBoss({
      schema: 'jobs',
      backend: database.kind === 'embedded' ? 'pglite' : 'postgres',
      db: { executeSql: (text, values) => execute(database, text, values) },
      schedule: false,
      registerInstance: false,
      ...supervision[database.kind],
    });
    this.#boss.on('error', (error) => this.#logger.warn(`The queue failed, and tries again: ${error.message}`));
  }

  async onModuleInit(): Promise<void> {
    await this.#boss.start();
    await this.#boss.createQueue(QUEUE, { policy: 'stately', ...options });
    // No other process can be here: whatever runs was broken off.
    if (this.database.kind === 'embedded') await this.#boss.deleteAllJobs(QUEUE);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.sweep();
    this.#worker = await this.#boss.work<{ documentId: string }>(
      QUEUE,
      { pollingIntervalSeconds: POLL_SECONDS },
      (jobs) => this.#work(jobs),
    );
    this.#timer = setInterval(() => {
      this.sweep().catch((error: unknown) =>
        this.#logger.warn(`Unfinished documents could not be looked up: ${String(error)}`),
      );
    }, SWEEP_EVERY_MS).unref();
  }

  /** Stops after the slice that is being stored; the rest is done after the next start, or by another instance. */
  async onModuleDestroy(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#timer);
    await this.#boss.stop({ close: false, timeout: 10_000 });
  }

  /** Makes the jobs that are missing: something ended between a document's change and its job. */
  async sweep(): Promise<void> {
    let found = JOBS_A_STATEMENT;
    while (found === JOBS_A_STATEMENT && !this.#stopping.signal.aborted) {
      const { rows } = await this.database.backgroundPool.query<{ id: string }>(UNFINISHED, [QUEUE, JOBS_A_STATEMENT]);
      found = rows.length;
      const jobs = rows.map(({ id }) => ({ data: { documentId: id }, singletonKey: id }));
      if (found > 0) await this.#boss.insert(QUEUE, jobs);
    }
    this.#wake();
  }

  /** Call it when the document's change is committed; then the document is taken in even if this fails. */
  async enqueue(documentId: string): Promise<void> {
    this.events.changed(documentId);
    try {
      await this.#boss.send(QUEUE, { documentId }, { singletonKey: documentId });
      this.#wake();
    } catch (error) {
      this.#logger.warn(`Document ${documentId} is taken in within a minute, for the queue failed: ${String(error)}`);
    }
  }

  /** Resolves when nothing is to be done any more. */
  async settled(): Promise<void> {
    while (this.#running > 0 || (await this.#isUnfinished())) {
      if (this.#stopping.signal.aborted) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  async #isUnfinished(): Promise<boolean> {
    const { rows } = await this.database.pool.query<{ unfinished: boolean }>(IS_UNFINISHED);
    return rows[0]?.unfinished ?? false;
  }

  #wake(): void {
    if (this.#worker !== undefined) this.#boss.notifyWorker(this.#worker);
  }

  async #work(jobs: Job<{ documentId: string }>[]): Promise<void> {
    this.#running += 1;
    try {
      for (const { data, signal } of jobs) await this.#ingest(data.documentId, signal);
    } finally {
      this.#running -= 1;
      this.#wake(); // there may be more
    }
  }

  /** What it throws is tried again later. */
  async #ingest(documentId: string, claimLost: AbortSignal): Promise<void> {
    try {
      await this.ingestion.ingest(documentId, AbortSignal.any([this.#stopping.signal, claimLost]));
      this.embeddings.wake();
    } catch (error) {
      if (error instanceof DocumentFault) return this.ingestion.fail(documentId, error.message);
      if (!this.#stopping.signal.aborted && !(error instanceof DocumentClaimedError))
        this.#logger.warn(
          `Document ${documentId} is tried again: ${String(error instanceof Error ? error.stack : error)}`,
        );
      throw error;
    }
  }
}

/** A text of several statements gives several results, of which pg-boss wants all rows. */
async function execute(database: Database, text: string, values?: unknown[]): Promise<{ rows: unknown[] }> {
  const result: unknown = await database.backgroundPool.query(text, values);
  const results = (Array.isArray(result) ? result : [result]) as { rows: unknown[] }[];
  return { rows: results.flatMap(({ rows }) => rows) };
}
