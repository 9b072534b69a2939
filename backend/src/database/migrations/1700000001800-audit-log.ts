import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Sensitive acts. Ids stand for people, without a reference: an entry outlives the account, and holds no name that would have
 * to be deleted with it.
 */
export class AuditLog1700000001800 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table audit_log (
        id uuid primary key default gen_random_uuid(),
        at timestamptz not null default clock_timestamp(),
        act text not null,
        actor_id text,
        subject_id text,
        key_id text,
        address text,
        request_id text
      );
      create index audit_log_by_time on audit_log (at desc, id desc);
      create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% of % is refused: it is only added to', tg_op, tg_table_name using errcode = 'restrict_violation';
      end $$;
      create trigger audit_log_is_only_added_to before update or delete or truncate on audit_log
        for each statement execute function refuse_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table audit_log; drop function refuse_change');
  }
}
