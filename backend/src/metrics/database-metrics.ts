import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Pool } from 'pg';
import { Database } from '../database/database.js';
import { Metrics } from './metrics.js';

/** For as long may nobody keep a running answer; `npm run verify-db` has all the other rules. */
const KEEPER_WITHIN = "interval '5 seconds'";

/** What the database says of all instances: who waits for a connection, what waits to be read, what nobody keeps. */
@Injectable()
export class DatabaseMetrics implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly metrics: Metrics,
  ) {}

  onModuleInit(): void {
    const { pool, backgroundPool } = this.database;
    this.metrics.watch(
      'chatkit_database_connections',
      'Connections of this instance in use or idle, and requests that wait for one.',
      ['pool', 'state'],
      () => [...connectionsOf('chat', pool), ...connectionsOf('background', backgroundPool)],
    );
    this.metrics.watch(
      'chatkit_documents',
      'Documents by status: those in `processing` are the queue.',
      ['status'],
      () => this.#count('select status as label, count(*)::int as value from documents group by status', 'status'),
    );
    this.metrics.watch(
      'chatkit_running_turns',
      'Answers that are being written, on all instances; `overdue` ones have had no keeper for five seconds.',
      ['state'],
      () =>
        this.#count(
          `with running as (
             select lease_until < clock_timestamp() - ${KEEPER_WITHIN} as overdue
               from chat_messages where status = 'generating'
           )
           select 'kept' as label, count(*) filter (where not overdue)::int as value from running
           union all
           select 'overdue', count(*) filter (where overdue)::int from running`,
          'state',
        ),
    );
  }

  async #count<Label extends string>(text: string, label: Label) {
    const { rows } = await this.database.urgently<{ label: string; value: number }>({ text });
    return rows.map((row) => ({ labels: { [label]: row.label } as Record<Label, string>, value: row.value }));
  }
}

function connectionsOf(pool: string, { totalCount, idleCount, waitingCount }: Pool) {
  return [
    { labels: { pool, state: 'used' }, value: totalCount - idleCount },
    { labels: { pool, state: 'idle' }, value: idleCount },
    { labels: { pool, state: 'waiting' }, value: waitingCount },
  ];
}
