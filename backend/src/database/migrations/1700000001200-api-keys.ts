import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table of better-auth's plugin for API keys, as its `compileMigrations()` prints it; its keys end with their user. */
export class ApiKeys1700000001200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table "apikey" (
        "id" text not null primary key,
        "configId" text not null,
        "name" text,
        "start" text,
        "referenceId" text not null references "user" ("id") on delete cascade,
        "prefix" text,
        "key" text not null,
        "refillInterval" integer,
        "refillAmount" integer,
        "lastRefillAt" timestamptz,
        "enabled" boolean,
        "rateLimitEnabled" boolean,
        "rateLimitTimeWindow" integer,
        "rateLimitMax" integer,
        "requestCount" integer,
        "remaining" integer,
        "lastRequest" timestamptz,
        "expiresAt" timestamptz,
        "createdAt" timestamptz not null,
        "updatedAt" timestamptz not null,
        "permissions" text,
        "metadata" text
      );
      create index "apikey_configId_idx" on "apikey" ("configId");
      create index "apikey_referenceId_idx" on "apikey" ("referenceId");
      create unique index "apikey_key_idx" on "apikey" ("key");
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table "apikey"');
  }
}
