import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PoolClient } from 'pg';
import { createTestStore, type TestStore } from '../../test/support/test-database.js';
import { readEnv } from '../env.js';
import { type Database, openDatabase } from './database.js';
import { findViolations, invariants, invariantsWhileReady } from './invariants.js';

const THREAD = '00000000-0000-4000-8000-000000000001';
const [Q1, A1, Q2, A2] = [11, 12, 13, 14].map((n) => `00000000-0000-4000-8000-0000000000${n}`) as [
  string,
  string,
  string,
  string,
];

const healthy = `
  insert into "user" (id, name, email, "emailVerified") values ('ada', 'Ada', 'ada@example.com', true), ('bob', 'Bob', 'bob@example.com', true);
  insert into chat_threads (id, user_id, title, last_seq, active_leaf) values ('${THREAD}', 'ada', 'Title', 4, '${A2}');
  insert into chat_messages (id, thread_id, parent_id, seq, role, content, status, owner, lease_until) values
    ('${Q1}', '${THREAD}', null, 1, 'user', 'One?', 'complete', null, null),
    ('${A1}', '${THREAD}', '${Q1}', 2, 'assistant', 'One.', 'complete', null, null),
    ('${Q2}', '${THREAD}', '${A1}', 3, 'user', 'Two?', 'complete', null, null),
    ('${A2}', '${THREAD}', '${Q2}', 4, 'assistant', '', 'generating', gen_random_uuid(), now() + interval '9 s');
  insert into chat_message_chunks values ('${A2}', 1, 0, 'a😀'), ('${A2}', 1, 3, 'b');
  insert into chat_sends values ('ada', 'key', 'send:x', '${A2}');`;

/** How each invariant is broken, by its beginning, and the id that must be named. */
const plants: Record<string, [sql: string, id: string]> = {
  'messages of a thread are numbered': [`update chat_threads set last_seq = 5`, THREAD],
  'what is shown of a thread ends': [`update chat_threads set active_leaf = gen_random_uuid()`, THREAD],
  'a question follows nothing or': [`update chat_messages set parent_id = '${Q1}' where id = '${Q2}'`, Q2],
  'an answer follows a question': [`update chat_messages set parent_id = null where id = '${A1}'`, A1],
  'a question has an answer': [`delete from chat_messages where id = '${A2}'`, Q2],
  'a thread has at most one running': [
    `drop index one_running; update chat_messages set status = 'generating' where id = '${A1}'`,
    THREAD,
  ],
  'an answer that has ended belongs': [`update chat_messages set owner = gen_random_uuid() where id = '${A1}'`, A1],
  'a running answer has a lease': [`update chat_messages set lease_until = null where id = '${A2}'`, A2],
  'an answer has failed exactly': [`update chat_messages set status = 'failed' where id = '${A1}'`, A1],
  'a complete answer has text': [`update chat_messages set content = '' where id = '${A1}'`, A1],
  'partial text belongs to a running': [`insert into chat_message_chunks values ('${A1}', 1, 0, 'x')`, A1],
  'partial text is of an attempt': [`insert into chat_message_chunks values ('${A2}', 2, 0, 'x')`, A2],
  'partial text of an attempt has one': [`insert into chat_message_chunks values ('${A2}', 1, 2, 'x')`, A2],
  'a takeover is an attempt': [`update chat_messages set takeovers = 1 where id = '${A1}'`, A1],
  'a key leads to an answer': [`update chat_sends set user_id = 'bob'`, A2],
  'an answer was asked for with one': [`insert into chat_sends values ('ada', 'other', 'send:x', '${A2}')`, A2],
  'a key was used once': [
    `alter table chat_sends drop constraint chat_sends_pkey; insert into chat_sends values ('ada', 'key', '', '${A1}')`,
    A1,
  ],
  'a key with which a document': [
    `insert into documents (id, owner_id, title, media_type, visibility, status)
       values ('${Q1}', 'bob', 'Title', 'text/plain', 'shared', 'processing');
     insert into document_additions values ('ada', 'key', 'x', '${A1}', now(), '${Q1}')`,
    Q1,
  ],
  'every passage of a document': [
    `insert into documents (id, title, media_type, visibility, status, current_version_id)
       values ('${Q1}', 'Title', 'text/plain', 'shared', 'ready', '${Q2}');
     insert into document_versions (id, document_id, number, text, characters, hash) values ('${Q2}', '${Q1}', 1, 'x', 1, 'x');
     insert into chunks (id, document_id, version_id, position, heading_path, start_offset, end_offset, text)
       values ('${A1}', '${Q1}', '${Q2}', 0, '{}', 0, 1, 'x')`,
    A1,
  ],
  'passages of a document that is ready are': [
    `insert into documents (id, title, media_type, visibility, status, current_version_id, collection)
       values ('${Q1}', 'Title', 'text/plain', 'shared', 'ready', '${Q2}', 'Policies');
     insert into document_versions (id, document_id, number, text, characters, hash) values ('${Q2}', '${Q1}', 1, 'x', 1, 'x');
     insert into chunks (id, document_id, version_id, position, heading_path, start_offset, end_offset, text)
       values ('${A1}', '${Q1}', '${Q2}', 0, '{}', 0, 1, 'x');
     insert into chunk_terms (chunk_id, document_id, shared, config, length, terms, impacts, collection)
       values ('${A1}', '${Q1}', true, 'english', 0, '{}', '{}/536870912', 'Guides')`,
    A1,
  ],
  'terms are counted as often': [
    `insert into term_frequency_changes (collection, config, term, chunks) values ('Policies', 'english', 7, 1)`,
    'Policies english 7',
  ],
  'no running answer has been without': [
    `update chat_messages set lease_until = now() - interval '6 s' where id = '${A2}'`,
    A2,
  ],
};

describe('the invariants of what is stored', () => {
  const all = [...invariants, ...invariantsWhileReady];
  let store: TestStore;
  let database: Database;
  let client: PoolClient;

  beforeAll(async () => {
    store = await createTestStore();
    database = await openDatabase(readEnv(store.settings), () => undefined);
    client = await database.pool.connect();
    await client.query(healthy);
  });
  afterAll(async () => {
    client.release();
    await database.close();
    await store.remove();
  });

  async function violated(): Promise<{ name: string; ids: string[] }[]> {
    return (await findViolations(client, all)).filter(({ count }) => count > 0);
  }

  it('hold for a healthy thread', async () => {
    expect(await violated()).toEqual([]);
  });

  it.each(all.map(({ name }) => name))('are found violated: %s', async (name) => {
    const [sql, id] = Object.entries(plants).find(([beginning]) => name.startsWith(beginning))?.[1] ?? ['', ''];
    await client.query('begin');
    await client.query(sql);
    const found = await violated();
    await client.query('rollback');
    expect(found.find((finding) => finding.name === name)?.ids).toEqual([id]);
  });
});
