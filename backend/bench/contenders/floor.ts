import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { Pool } from 'undici';
import type { Question } from '../load.ts';
import { keepingCode, ServerProcess } from '../server-process.ts';
import { earlierMessages, QUESTION } from '../workload.ts';
import type { Contender } from './contender.ts';

const SCHEMA = `
  create table threads (id uuid primary key, updated_at timestamptz not null default now());
  create table messages (
    thread_id uuid not null references threads (id) on delete cascade,
    seq bigint generated always as identity,
    role text not null,
    content text not null,
    created_at timestamptz not null default now(),
    primary key (thread_id, seq)
  )`;

/** The minimal hand-written server that the product is compared with. */
export class Floor implements Contender {
  readonly server: ServerProcess;
  readonly connections: Pool;
  readonly database: string;
  readonly #client: Client;

  private constructor(server: ServerProcess, client: Client) {
    this.server = server;
    this.connections = new Pool(server.url, { connections: 1_024 });
    this.#client = client;
    this.database = client.database ?? '';
  }

  static async start(databaseUrl: string, modelUrl: string): Promise<Floor> {
    const database = new Client({ connectionString: databaseUrl });
    await database.connect();
    await database.query(SCHEMA);
    const server = await ServerProcess.start({
      path: 'backend/bench/programs/floor-server.ts',
      nodeOptions: keepingCode,
      settings: { DATABASE_URL: databaseUrl, MODEL_URL: modelUrl },
    });
    return new Floor(server, database);
  }

  async questions(count: number): Promise<Question[]> {
    const threadIds = Array.from({ length: count }, () => randomUUID());
    await this.#client.query('insert into threads (id) select * from unnest($1::uuid[])', [threadIds]);
    await this.#client.query(
      `insert into messages (thread_id, role, content)
       select thread_id, role, content
       from unnest($1::uuid[]) thread_id, unnest($2::text[], $3::text[]) with ordinality as m (role, content, place)
       order by thread_id, place`,
      [threadIds, earlierMessages.map(({ role }) => role), earlierMessages.map(({ content }) => content)],
    );
    return threadIds.map((threadId) => ({
      path: '/',
      headers: {},
      body: { threadId, content: QUESTION },
      firstToken: '"delta":',
      end: 'data: [DONE]\n\n',
    }));
  }

  async stop(): Promise<void> {
    await this.#client.end();
    await this.server.stop();
  }
}
