import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The tokens that open the embedded chat for five minutes. They end with their account, and with the key that made them. */
export class EmbedTokens1700000001920 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table embed_tokens (
        id uuid primary key default gen_random_uuid(),
        token_hash text not null unique,
        user_id text not null references "user" (id) on delete cascade,
        key_id text not null references "apikey" (id) on delete cascade,
        origin text not null,
        created_at timestamptz not null default now(),
        expires_at timestamptz not null
      );
      create index embed_tokens_user on embed_tokens (user_id);
      create index embed_tokens_key on embed_tokens (key_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table embed_tokens');
  }
}
