import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Siblings are read with every message: answers to one question, edits of one question, first questions of one thread. */
export class Siblings1700000000500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create index chat_messages_siblings on chat_messages (coalesce(parent_id, thread_id), seq)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index chat_messages_siblings');
  }
}
