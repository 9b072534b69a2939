import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the days of usage that are deleted because of their age. */
export class UsageByDay1700000001810 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create index user_usage_day on user_usage (day);
      create index key_usage_day on key_usage (day);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index user_usage_day, key_usage_day');
  }
}
