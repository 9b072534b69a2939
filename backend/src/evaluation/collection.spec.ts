import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { corpusIn, readDocuments, readQueries } from './collection.js';

describe('a test collection', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chatkit-collection-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function put(name: string, content: string | Uint8Array): Promise<string> {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  }
  async function documentsIn(file: string) {
    const documents = [];
    for await (const document of readDocuments(file)) documents.push(document);
    return documents;
  }
  const putQueries = (...ids: unknown[]) =>
    put('queries.jsonl', ids.map((_id) => JSON.stringify({ _id, text: 'Why?' })).join('\n'));
  const relevantIn = async () =>
    (await readQueries(folder)).queries.map(({ _id, relevant }) => [_id, Object.fromEntries(relevant)]);

  it('reads documents without titles, with numbers for ids, and however long', async () => {
    const long = 'word '.repeat(400_000);
    const lines = [
      { _id: 7, text: 'a' },
      { _id: 'b', title: null, text: '' },
      { _id: 'c', title: 'C', text: long },
    ];
    const file = await put('corpus.jsonl', `\ufeff${lines.map((line) => JSON.stringify(line)).join('\r\n')}\n\n`);
    expect(corpusIn(folder)).toBe(file);
    expect(await documentsIn(file)).toEqual([
      { _id: '7', title: '', text: 'a' },
      { _id: 'b', title: '', text: '' },
      { _id: 'c', title: 'C', text: long },
    ]);
  });

  it('reads gzipped files', async () => {
    await put('corpus.jsonl.gz', gzipSync('{"_id":"a","text":"b"}\n'));
    expect(await documentsIn(corpusIn(folder))).toEqual([{ _id: 'a', title: '', text: 'b' }]);
  });

  it.each([
    ['without an id', '{"text":"b"}', /corpus\.jsonl, line 2: .*a text or a number is needed.*_id/s],
    ['without a text', '{"_id":"b"}', /corpus\.jsonl, line 2: .*text/s],
    ['that is not JSON', 'b', /corpus\.jsonl, line 2: SyntaxError/],
  ])('says where a document is %s', async (_, line, message) => {
    const file = await put('corpus.jsonl', `{"_id":"a","text":"b"}\n${line}\n`);
    await expect(documentsIn(file)).rejects.toThrow(message);
  });

  it('says which file is missing or broken', async () => {
    expect(() => corpusIn(join(folder, 'nowhere'))).toThrow(`there is no folder ${join(folder, 'nowhere')}`);
    expect(() => corpusIn(folder)).toThrow(`${folder} holds no corpus.jsonl or corpus.jsonl.gz`);
    await expect(documentsIn(join(folder, 'none.gz'))).rejects.toThrow(/none\.gz cannot be read: .*ENOENT/);
    const cut = await put('cut.gz', gzipSync('{"_id":"a","text":"b"}\n'.repeat(1_000)).subarray(0, 40));
    await expect(documentsIn(cut)).rejects.toThrow(/cut\.gz cannot be read: .*unexpected end of file/);
  });

  it.each([
    ['with a heading', 'qrels.tsv', 'query-id\tcorpus-id\tscore\n1\td1\t2\n1\td2\t0\n'],
    ['without a heading', 'qrels.tsv', '1\td1\t2\r\n'],
    ['where BEIR has them', 'qrels/test.tsv', 'query\tdocument\trelevance\n1\td1\t2\n'],
    ["in TREC's layout", 'qrels.tsv', '1\t0\td1\t2\n'],
    ["in TREC's layout with spaces", 'qrels.txt', '1 Q0 d1  2\n'],
  ])('reads judgements %s', async (_, name, content) => {
    await putQueries(1);
    await put(name, content);
    expect(await relevantIn()).toEqual([['1', { d1: 2 }]]);
  });

  it('reads gzipped judgements', async () => {
    await putQueries('1');
    await put('qrels.tsv.gz', gzipSync('1\td1\t1\n'));
    expect(await relevantIn()).toEqual([['1', { d1: 1 }]]);
  });

  it('leaves questions out that have no relevant document, and says how many', async () => {
    await putQueries('1', '2', '3');
    await put('qrels.tsv', '1\td1\t1\n3\td1\t0\n');
    expect(await readQueries(folder)).toMatchObject({ queries: [{ _id: '1' }], leftOut: 2 });
  });

  it('refuses judgements that say nothing about its questions, or that it cannot read', async () => {
    await putQueries('1');
    await put('qrels.tsv', 'other\td1\t1\n');
    await expect(readQueries(folder)).rejects.toThrow(
      /none of the 1 questions has a relevant document in .*qrels\.tsv/,
    );
    await put('qrels.tsv', '1\td1\t1\n1\td2\n');
    await expect(readQueries(folder)).rejects.toThrow(/qrels\.tsv, line 2: want question, document and grade/);
  });
});
