import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Threads, messages, and what a turn needs to survive crashes and resends. */
export class Chat1700000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table chat_threads (
        id uuid primary key default gen_random_uuid(),
        user_id text not null references "user" (id) on delete cascade,
        title text not null,
        last_seq integer not null default 0,
        active_leaf uuid,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      );
      create index chat_threads_by_user on chat_threads (user_id, updated_at desc, id desc);

      create table chat_messages (
        id uuid primary key,
        thread_id uuid not null references chat_threads (id) on delete cascade,
        parent_id uuid,
        seq integer not null,
        role text not null check (role in ('user', 'assistant')),
        content text not null default '',
        status text not null check (status in ('generating', 'complete', 'no_answer', 'stopped', 'failed')),
        error jsonb,
        citations jsonb not null default '[]',
        model text,
        token_count integer,
        attempt integer not null default 1,
        takeovers integer not null default 0,
        owner uuid,
        lease_until timestamptz,
        stop_at timestamptz,
        created_at timestamptz not null default now(),
        unique (thread_id, seq)
      ) with (fillfactor = 85);
      create unique index one_running on chat_messages (thread_id) where status = 'generating';

      create table chat_sends (
        user_id text not null references "user" (id) on delete cascade,
        key text not null,
        fingerprint text not null,
        message_id uuid not null references chat_messages (id) on delete cascade,
        created_at timestamptz not null default now(),
        primary key (user_id, key)
      );
      create index chat_sends_by_message on chat_sends (message_id);

      create table chat_message_chunks (
        message_id uuid not null references chat_messages (id) on delete cascade,
        attempt integer not null,
        start_offset integer not null,
        text text not null,
        primary key (message_id, attempt, start_offset)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table chat_message_chunks, chat_sends, chat_messages, chat_threads');
  }
}
