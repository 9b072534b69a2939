import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Partial text goes with the end of its answer. A trigger, because the statement that ends the answer may have waited for
 * the row while a beat added text, which that statement, by the time at which it began, does not see.
 */
export class EndOfPartialText1700000000600 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function drop_partial_text() returns trigger language plpgsql as $$
        begin
          delete from chat_message_chunks where message_id = new.id;
          return null;
        end
      $$;
      create trigger drop_partial_text after update of status on chat_messages for each row
        when (old.status = 'generating' and new.status <> 'generating') execute function drop_partial_text();
      delete from chat_message_chunks c
       where not exists (select from chat_messages m where m.id = c.message_id and m.status = 'generating');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop trigger drop_partial_text on chat_messages; drop function drop_partial_text()');
  }
}
