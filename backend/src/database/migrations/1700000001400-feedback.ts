import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people think of answers. */
export class Feedback1700000001400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table chat_feedback (
        message_id uuid primary key references chat_messages (id) on delete cascade,
        rating text not null check (rating in ('up', 'down')),
        reason text,
        comment text,
        created_at timestamptz not null default now(),
        updated_at timestamptz not null default now()
      )
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table chat_feedback');
  }
}
