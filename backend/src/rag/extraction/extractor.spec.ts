import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { deflateSync, strToU8, zipSync } from 'fflate';
import { workspaceRoot } from '../../env.js';
import { type ExtractionLimits, Extractor } from './extractor.js';
import { FileFault } from './file-fault.js';
import type { FileKind } from './file-kind.js';

const UNRULY = join(workspaceRoot, 'backend/test/support/unruly-process.ts');

const unruly = (deed: string, limits: Partial<ExtractionLimits> = {}, program = UNRULY) =>
  Extractor.with(limits, program).extract({ kind: 'text', bytes: Buffer.from(deed), charset: null });
const extract = (kind: FileKind, bytes: Uint8Array, charset: string | null = null) =>
  new Extractor().extract({ kind, bytes, charset });

const XML = 'word/document.xml';
const word = (part: Uint8Array) =>
  zipSync({
    '[Content_Types].xml': strToU8('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'),
    [XML]: [part, { level: 1 }],
  });

/** Writes another unpacked size into both headers of a part of an archive. */
function claim(archive: Uint8Array, name: string, size: number): Uint8Array {
  const bytes = Buffer.from(archive);
  for (const [signature, sizeAt, nameAt] of [
    ['PK\u0003\u0004', 22, 30],
    ['PK\u0001\u0002', 24, 46],
  ] as const)
    for (let at = bytes.indexOf(signature); at >= 0; at = bytes.indexOf(signature, at + 1))
      if (bytes.toString('latin1', at + nameAt, at + nameAt + name.length) === name)
        bytes.writeUInt32LE(size, at + sizeAt);
  return bytes;
}

describe('Extractor', () => {
  it('ends what takes more memory than it may, in buffers', async () => {
    await expect(unruly('take buffers', { memoryBytes: 300_000_000 })).rejects.toThrow('needs too much memory');
  });

  it('lets two run and ten wait, and turns more away', async () => {
    const extractor = Extractor.with({ timeMs: 1 }, UNRULY);
    const given = Array.from({ length: 13 }, () =>
      extractor.extract({ kind: 'text', bytes: Buffer.from('run for ever'), charset: null }),
    );
    const failures = await Promise.all(given.map((extraction) => extraction.catch((error: unknown) => error)));
    expect(failures.filter((failure) => failure instanceof FileFault)).toHaveLength(12);
    expect(failures.at(-1)).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
  });

  it('says so when the heap is full', async () => {
    await expect(unruly('take heap', { heapMegabytes: 40 })).rejects.toThrow('needs too much memory');
  });

  it('ends what takes too long', async () => {
    await expect(unruly('run for ever', { timeMs: 500 })).rejects.toThrow('takes too long');
  });

  it('takes a file for damaged whose reader never comes to an end', async () => {
    await expect(unruly('wait for nothing')).rejects.toThrow(new FileFault('The file is damaged.', 'damaged'));
  });

  it.each([
    ['fails', 'fail', UNRULY, 'ended with 3'],
    ['cannot be started', '', join(workspaceRoot, 'backend/test/support/missing.ts'), 'ended with 1'],
  ])('does not blame the file when the process %s', async (_, deed, program, message) => {
    const failure: unknown = await unruly(deed, {}, program).catch((error: unknown) => error);
    expect(failure).not.toBeInstanceOf(FileFault);
    expect((failure as Error).message).toContain(message);
  });

  it.each(['package.json', 'README.md', 'docs/security.md', 'backend/src/env.ts', '../../../etc/passwd'])(
    'lets the process not read %s',
    async (path) => {
      await expect(unruly(`read ${join(workspaceRoot, path)}`)).rejects.toThrow('ERR_ACCESS_DENIED');
    },
  );

  it('sends no more text back than a document may have', async () => {
    const page = Buffer.from(`<html><body><p>${'many words '.repeat(500_000)}</p></body></html>`);
    await expect(extract('html', page)).rejects.toMatchObject({ failure: 'payload_too_large' });
  });

  it('unpacks no more of an archive than it says', async () => {
    const packed = word(new Uint8Array(20_000_000).fill(32));
    await expect(extract('docx', claim(packed, XML, 500))).rejects.toThrow('The Word document is damaged.');
    await expect(extract('docx', claim(packed, XML, 0xfffffff0))).rejects.toThrow('unpacks to more than 100 MB');
  });

  const pdf = (objects: string) => Buffer.from(`%PDF-1.4\n${objects}\ntrailer<</Root 1 0 R>>\n`);
  const bombOfAPage = () => {
    const packed = Buffer.from(deflateSync(new Uint8Array(50_000_000).fill(32)));
    return Buffer.concat([
      Buffer.from(`%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj
4 0 obj<</Filter/FlateDecode/Length ${packed.length}>>stream\n`),
      packed,
      Buffer.from('\nendstream endobj\ntrailer<</Root 1 0 R>>\n'),
    ]);
  };
  it.each([
    [
      'whose pages hold themselves',
      () => pdf('1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj'),
    ],
    [
      'that counts more pages than it has',
      () => pdf('1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 2000000000>>endobj'),
    ],
    ['whose parts lead in a circle', () => pdf('1 0 obj 2 0 R endobj\n2 0 obj 1 0 R endobj')],
    ['whose page unpacks to much', bombOfAPage],
    [
      'that ends in the middle',
      () => pdf('1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Ki').subarray(0, -20),
    ],
  ])('comes to an end with a PDF %s', async (_, file) => {
    await expect(extract('pdf', file())).rejects.toBeInstanceOf(FileFault);
  });
});
