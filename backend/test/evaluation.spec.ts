import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { workspaceRoot } from '../src/env.js';
import type { EvaluationReport } from '../src/evaluation/report.js';
import { createTestStore, type TestStore } from './support/test-database.js';

const run = promisify(execFile);
const QUESTION = 'Where do the tulips grow?';

describe('npm run evaluate', () => {
  let store: TestStore;
  let folder: string;

  beforeAll(async () => {
    store = await createTestStore();
    folder = await mkdtemp(join(tmpdir(), 'chatkit-collections-'));
    await writeCollection('garden', [
      { _id: 'beds', title: 'Beds', text: 'All the tulips of this garden grow in long beds behind its old wall.' },
      { _id: 'wall', title: 'Wall', text: 'The old wall was built of bricks.' },
    ]);
    await writeCollection('house', [
      {
        _id: 'attic',
        title: 'Attic',
        text: 'Paper flowers are kept in the attic, the tulips too, and none of them grow.',
      },
      { _id: 'roof', title: 'Roof', text: 'The roof is red.' },
    ]);
    await writeLines('others.jsonl', [{ _id: 'beds', title: 'Tulips', text: 'Where do tulips grow? Tulips grow.' }]);
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
    await store.remove();
  });

  async function writeCollection(name: string, documents: { _id: string; title: string; text: string }[]) {
    await mkdir(join(folder, name));
    await writeLines(`${name}/corpus.jsonl`, documents);
    await writeLines(`${name}/queries.jsonl`, [{ _id: 'q', text: QUESTION, answers: [{ text: 'tulips' }] }]);
    await writeFile(join(folder, name, 'qrels.tsv'), `query-id\tcorpus-id\tscore\nq\t${documents[0]?._id}\t1\n`);
  }

  function writeLines(path: string, records: object[]): Promise<void> {
    return writeFile(join(folder, path), records.map((record) => JSON.stringify(record)).join('\n'));
  }

  async function evaluate(...options: string[]): Promise<EvaluationReport[]> {
    const program = join(workspaceRoot, 'dist/backend/evaluate.js');
    const folders = [join(folder, 'garden'), join(folder, 'house')];
    const json = join(folder, 'report.json');
    const others = join(folder, 'others.jsonl');
    await run(process.execPath, [program, ...folders, '--extra', others, '--json', json, ...options], {
      env: { PATH: process.env['PATH'], ...store.settings },
    });
    return JSON.parse(await readFile(json, 'utf8')) as EvaluationReport[];
  }

  it('measures each collection among other documents, and without those of the collection before it', async () => {
    const reports = await evaluate();
    expect(reports.map(({ collection }) => collection)).toEqual(['garden', 'house']);
    for (const { corpus, queries, legs, answers, noAnswer } of reports) {
      expect(corpus).toMatchObject({ documents: 3, chunks: 3 });
      expect(queries).toBe(1);
      expect(legs.lexical).toMatchObject({ ndcg10: expect.closeTo(1 / Math.log2(3)), recall10: 1, mrr10: 0.5 });
      expect(answers).toEqual({ queries: 1, cited: expect.any(Number), quoted: expect.any(Number) });
      expect(noAnswer?.curve).toHaveLength(21);
    }
  }, 60_000);

  it('searches each collection alone when it is to be kept apart', async () => {
    for (const { corpus, legs } of await evaluate('--apart')) {
      expect(corpus).toMatchObject({ documents: 3, chunks: 3 });
      expect(legs.lexical).toMatchObject({ ndcg10: 1, recall10: 1, mrr10: 1 });
    }
  }, 60_000);
});
