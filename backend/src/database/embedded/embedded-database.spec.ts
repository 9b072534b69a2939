import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Pool } from 'pg';
import { DirectoryInUseError, lockDirectory } from './directory-lock.js';
import { EmbeddedDatabase } from './embedded-database.js';

describe('EmbeddedDatabase', () => {
  let folder: string;
  let database: EmbeddedDatabase;
  let pool: Pool;

  // One limit is far away while the other is tried: a slow machine may then not mix them up.
  const open = (directory: string, limits: { queued: number; idleInTransaction: number }) =>
    new EmbeddedDatabase({ directory: join(folder, directory), limits });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chatkit-embedded-'));
    database = open('postgres', { queued: 300, idleInTransaction: 60_000 });
    pool = database.pool('interactive', { max: 8 });
    await pool.query('create table notes(id int primary key, body text)');
  });

  afterAll(async () => {
    await pool.end();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('answers each of many concurrent clients with its own result', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, i) =>
        pool.query<{ n: number }>({ name: 'echo', text: 'select $1::int as n', values: [i] }),
      ),
    );
    expect(answers.map(({ rows }) => rows[0]?.n)).toEqual(Array.from({ length: 200 }, (_, i) => i));
  });

  it('hides an open transaction from other clients and undoes it on rollback', async () => {
    const writer = await pool.connect();
    await writer.query('begin');
    await writer.query("insert into notes values (1, 'hidden')");
    const reading = pool.query<{ count: string }>('select count(*) from notes');
    await writer.query('rollback');
    writer.release();
    expect((await reading).rows[0]?.count).toBe('0');
  });

  it('goes on after a statement that fails', async () => {
    await expect(pool.query('select $1::int / 0', [1])).rejects.toMatchObject({ code: '22012' });
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  });

  it('carries values of megabytes both ways', async () => {
    const body = 'ä'.repeat(2_500_000);
    await pool.query('insert into notes values (2, $1)', [body]);
    const { rows } = await pool.query<{ body: string }>('select body from notes where id = 2');
    expect(rows[0]?.body).toBe(body);
  });

  it('refuses a second connection that waits for its own transaction, and keeps serving', async () => {
    const outer = await pool.connect();
    await outer.query('begin');
    await expect(pool.query('select 1')).rejects.toMatchObject({ code: '55P03' });
    await outer.query('commit');
    outer.release();
    expect((await pool.query('select 2 as two')).rows).toEqual([{ two: 2 }]);
  });

  it('rolls back a transaction that is left open', async () => {
    const impatient = open('impatient', { queued: 60_000, idleInTransaction: 200 });
    const clients = impatient.pool('interactive', { max: 2 });
    await clients.query('create table notes(id int primary key)');
    const idle = await clients.connect();
    const ended = once(idle, 'error');
    await idle.query('begin; insert into notes values (3)');
    await ended;
    expect((await clients.query('select 1 from notes where id = 3')).rowCount).toBe(0);
    idle.release(true);
    await clients.end();
    await impatient.close();
  });

  it('serves interactive statements between those of a background pool', async () => {
    const background = database.pool('background', { max: 1 });
    const finished: string[] = [];
    const slow = Array.from({ length: 20 }, () =>
      background.query('select count(*) from generate_series(1, 100000)').then(() => finished.push('background')),
    );
    await pool.query('select 1').then(() => finished.push('interactive'));
    await Promise.all(slow);
    await background.end();
    expect(finished.indexOf('interactive')).toBeLessThan(5);
  });

  it('finds vectors by distance', async () => {
    await pool.query('create extension if not exists vector');
    const { rows } = await pool.query<{ d: number }>("select '[1,0]'::vector <-> '[0,1]'::vector as d");
    expect(rows[0]?.d).toBeCloseTo(Math.SQRT2);
  });

  it('refuses a directory that another process holds, and takes it once that process is killed', async () => {
    const directory = join(folder, 'held');
    const holder = spawn(
      process.execPath,
      [
        '--no-warnings',
        '--input-type=module',
        '-e',
        `import { lockDirectory } from ${JSON.stringify(new URL('./directory-lock.ts', import.meta.url).href)};
         lockDirectory(${JSON.stringify(directory)}); console.log('held'); setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await once(holder.stdout, 'data');
    expect(() => lockDirectory(directory)).toThrow(DirectoryInUseError);
    expect(() => lockDirectory(directory)).toThrow(`process ${holder.pid}`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    lockDirectory(directory)();
  });
});
