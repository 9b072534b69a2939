import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openDatabase } from '../src/database/database.js';
import { readEnv } from '../src/env.js';
import { crashIngestion, INGESTION_INVARIANTS } from './support/ingestion-crashes.js';
import { TestUser } from './support/test-app.js';
import { createTestStore, type TestStore } from './support/test-database.js';
import { TestProcess } from './support/test-process.js';

const DOCUMENTS = 60;

/** The same with more documents and kills: `node backend/torture/ingestion.ts --documents 2000 --kills 20`. */
describe('a process that is killed while it takes documents in', () => {
  let store: TestStore;
  let product: TestProcess;

  beforeAll(async () => {
    store = await createTestStore();
    product = await new TestProcess(store.settings).start();
  }, 60_000);
  afterAll(async () => {
    await product.end('SIGKILL');
    await store.remove();
  });

  it('loses none of them, doubles none, and keeps exact counts', async () => {
    const { token } = await TestUser.signUp(product, 'Ada');
    await crashIngestion({ documents: DOCUMENTS, kills: 4, seed: 7, product, token });
    await product.end('SIGTERM');

    const database = await openDatabase(readEnv(store.settings), () => undefined);
    const { rows } = await database.pool.query<{ documents: number }>(
      'select count(*)::int as documents from documents',
    );
    expect(rows[0]?.documents).toBe(DOCUMENTS);
    for (const [name, violations] of Object.entries(INGESTION_INVARIANTS)) {
      expect({ name, violations: (await database.pool.query(violations)).rows }).toEqual({ name, violations: [] });
    }
    await database.close();
  }, 180_000);
});
