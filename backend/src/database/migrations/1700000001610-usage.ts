import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What users and keys have used on each day. `within_limits` is never false: it refuses the turn that would pass a limit. */
export class Usage1700000001610 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table user_usage (
        user_id text not null references "user" (id) on delete cascade,
        day date not null,
        turns integer not null default 0,
        tokens bigint not null default 0,
        within_limits boolean not null default true constraint user_within_limits check (within_limits),
        primary key (user_id, day)
      ) with (fillfactor = 70);
      create table key_usage (
        key_id text not null references "apikey" (id) on delete cascade,
        day date not null,
        turns integer not null default 0,
        tokens bigint not null default 0,
        within_limits boolean not null default true constraint key_within_limits check (within_limits),
        primary key (key_id, day)
      ) with (fillfactor = 70);
      alter table chat_messages add column key_id text;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table chat_messages drop column key_id; drop table key_usage, user_usage');
  }
}
