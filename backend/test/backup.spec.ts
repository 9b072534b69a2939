import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { AuditEntry, Page, SearchResult, Thread } from '@chatkit/contract';
import { Pool } from 'pg';
import { checkBackupFile } from '../src/backup/backup-file.js';
import { restoreBackup } from '../src/backup/restore-backup.js';
import { writeBackup } from '../src/backup/write-backup.js';
import { findViolations } from '../src/database/invariants.js';
import { addHandbook } from './support/handbook.js';
import { TestApp, TestUser } from './support/test-app.js';

const SETTINGS = { BETTER_AUTH_SECRET: 'a secret for tests that is long enough' };
const QUESTION = 'How many days of holiday do employees get?';
/** Made by version 0.1.0 of the same two questions, with a session that lasts. */
const OLD_BACKUP = join(import.meta.dirname, 'backups/version-0.1.0.backup');
const OLD_TOKEN = 'MPYRzQ7xXM5gI1SqxiZ2IGXPydL1FnQh';
const AWKWARD = 'Quotes " and \\ and (a, b), an emoji 😀, a tab\tand\nlines.';

describe('a backup', () => {
  let directory: string;
  let file: string;
  let source: TestApp;
  let target: TestApp;
  let user: TestUser;
  let thread: Thread;
  let sha256: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'chatkit-backup-'));
    file = join(directory, 'chatkit.backup');
    source = await TestApp.start(SETTINGS);
    user = await source.signUp('Ada');
    await addHandbook(user);
    thread = (await user.send({ content: QUESTION })).body.thread;
    await user.send({ threadId: thread.id, content: AWKWARD });
    await user.get('/api/admin/settings'); // which is recorded
    await source.shutDown();
    ({ sha256 } = await source.withDatabase((database) => writeBackup(database, file)));
    target = await TestApp.start(SETTINGS);
    await target.shutDown();
  });
  afterAll(async () => {
    await target.stop();
    await source.open();
    await source.stop();
    await rm(directory, { recursive: true, force: true });
  });

  it('is for its owner only, and never replaces a file', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expect(source.withDatabase((database) => writeBackup(database, file))).rejects.toThrow('already');
    expect(await readdir(directory)).toEqual(['chatkit.backup']);
  });

  it('is refused when it is damaged, cut or of a later version, and nothing is stored then', async () => {
    const whole = gunzipSync(await readFile(file)).toString();
    const bad = join(directory, 'bad.backup');
    const lines = whole.trimEnd().split('\n');
    const texts = [
      whole.replace('holiday', 'holidaY'),
      lines.slice(0, -1).join('\n'),
      lines.toSpliced(5, 1).join('\n'),
      'no JSON',
      '',
    ];
    for (const text of texts) {
      await writeFile(bad, gzipSync(text));
      await expect(checkBackupFile(bad)).rejects.toThrow('not a whole backup');
    }
    await writeFile(bad, (await readFile(file)).subarray(0, 500));
    await expect(checkBackupFile(bad)).rejects.toThrow('not a whole backup');
    await expect(checkBackupFile(join(directory, 'none'))).rejects.toThrow('There is no file');
    await writeFile(bad, gzipSync(whole.replace('"migrations":[', '"migrations":["Later9900000000000",')));
    await target.withDatabase(async (database) => {
      await expect(restoreBackup(database, bad)).rejects.toThrow('later version');
      expect((await database.pool.query('select id from "user"')).rows).toEqual([]);
    });
    await rm(bad);
  });

  it('brings back everything: the same content, messages, search, and people who stay signed in', async () => {
    await target.withDatabase(async (database) => {
      const restored = await restoreBackup(database, file);
      expect(restored).toMatchObject({
        sha256,
        rows: { '"user"': 1, chat_threads: 1, chat_messages: 4, audit_log: 1 },
      });
      expect(await writeBackup(database, join(directory, 'again.backup'))).toEqual(restored);
      const findings = await findViolations(database.pool);
      expect(findings.filter(({ count }) => count > 0)).toEqual([]);
      await expect(restoreBackup(database, file)).rejects.toThrow('Restore into an empty one');
    });

    await target.open();
    const same = new TestUser(target, user.token, user.id);
    const messages = await same.messages(thread.id);
    expect(messages.map(({ content }) => content)).toEqual(expect.arrayContaining([QUESTION, AWKWARD]));
    const found = await same.post<SearchResult>('/api/rag/search', { query: QUESTION });
    expect(found.body.data[0]?.quote).toContain('thirty days');
    const { body: log } = await same.get<Page<AuditEntry>>('/api/admin/audit');
    expect(log.data).toMatchObject([{ act: 'settings_read', actor: { id: user.id } }]);
    await expect(target.app.get(Pool).query('delete from audit_log')).rejects.toMatchObject({ code: '23001' });
    const next = await same.send({ threadId: thread.id, content: QUESTION });
    expect([next.status, next.body.message.status]).toEqual([201, 'complete']);
    await target.shutDown();
  });

  it('of an earlier version is brought up to date', async () => {
    const old = await TestApp.start(SETTINGS);
    await old.shutDown();
    await old.withDatabase(async ({ pool }) => {
      await pool.query('drop schema public cascade');
      await pool.query('create schema public');
      await pool.query('drop schema jobs cascade');
    });
    await old.withDatabase((database) => restoreBackup(database, OLD_BACKUP));
    await old.open();
    const { body } = await new TestUser(old, OLD_TOKEN, '').get<Page<Thread>>('/api/chat/threads');
    const [kept] = body.data;
    expect(kept?.title).toBe(QUESTION);
    const messages = await new TestUser(old, OLD_TOKEN, '').messages(kept?.id ?? '');
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant']);
    expect(messages[1]?.citations[0]?.quote).toContain('thirty days');
    const next = await new TestUser(old, OLD_TOKEN, '').send({ threadId: kept?.id, content: QUESTION });
    expect([next.status, next.body.message.status]).toEqual([201, 'complete']);
    await old.stop();
  });
});
