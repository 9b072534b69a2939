import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { Citation, CitationCheck, Document, Message, Problem } from '@chatkit/contract';
import { Pool } from 'pg';
import { addHandbook, HANDBOOK } from './support/handbook.js';
import { TestApp, type TestUser } from './support/test-app.js';

describe('citations', () => {
  let server: TestApp;
  let owner: TestUser;
  let reader: TestUser;
  let document: Document;

  beforeAll(async () => {
    server = await TestApp.start();
    owner = await server.signUp('Olga');
    reader = await server.signUp('Rita');
  });
  afterEach(() => owner.request('DELETE', `/api/rag/documents/${document.id}`));
  afterAll(() => server.stop());

  async function answered(): Promise<{ message: Message; citation: Citation }> {
    document = await addHandbook(owner);
    const { body } = await reader.send({ content: 'How many days of holiday do employees get?' });
    const [citation] = body.message.citations;
    if (!citation) throw new Error(`no citation: ${JSON.stringify(body)}`);
    return { message: body.message, citation };
  }

  const check = (user: TestUser, message: Message, n: number | string) =>
    user.get<CitationCheck>(`/api/chat/messages/${message.id}/citations/${n}`);

  /** Another text of the document; its routes are tested where documents are. */
  async function replaceText(text: string): Promise<void> {
    const pool = server.app.get(Pool);
    const versionId = randomUUID();
    await pool.query(
      `insert into document_versions (id, document_id, number, text, characters, hash) values ($1, $2, 2, $3, $4, '')`,
      [versionId, document.id, text, text.length],
    );
    await pool.query('update documents set current_version_id = $2 where id = $1', [document.id, versionId]);
  }

  it('finds a citation exact while its document is as it was', async () => {
    const { message, citation } = await answered();
    expect(HANDBOOK.slice(citation.start, citation.end)).toBe(citation.quote);
    const { status, body } = await check(reader, message, citation.n);
    const { versionId, start, end } = citation;
    expect([status, body]).toEqual([200, { status: 'exact', citation, current: { versionId, start, end } }]);
  });

  it('says where the quote stands now when the text has changed around it', async () => {
    const { message, citation } = await answered();
    await replaceText(`A new beginning.\n\n${HANDBOOK}`);
    const { body } = await check(reader, message, citation.n);
    expect(body.status).toBe('source_changed');
    expect(body.current?.versionId).not.toBe(citation.versionId);
    expect(body.current?.start).toBe(citation.start + 'A new beginning.\n\n'.length);
    await replaceTextOnce('Nothing of it is left.');
    expect((await check(reader, message, citation.n)).body).toMatchObject({ status: 'source_changed', current: null });
  });

  async function replaceTextOnce(text: string): Promise<void> {
    await server.app
      .get(Pool)
      .query('update document_versions set text = $2 where document_id = $1 and number = 2', [document.id, text]);
  }

  it('keeps the words of a source that was deleted, and says so', async () => {
    const { message, citation } = await answered();
    expect((await owner.request('DELETE', `/api/rag/documents/${document.id}`)).status).toBe(204);
    const { body } = await check(reader, message, citation.n);
    expect(body).toEqual({ status: 'source_deleted', citation, current: null });
  });

  it('says no more of a source that was made private than of one that is gone', async () => {
    const { message, citation } = await answered();
    await owner.request('PATCH', `/api/rag/documents/${document.id}`, { visibility: 'private' });
    expect((await check(reader, message, citation.n)).body).toEqual({
      status: 'source_deleted',
      citation,
      current: null,
    });
  });

  it('is for the owner of the thread only', async () => {
    const { message, citation } = await answered();
    const { status, body } = await owner.get<Problem>(`/api/chat/messages/${message.id}/citations/${citation.n}`);
    expect([status, body.code]).toEqual([404, 'not_found']);
    const response = await fetch(`${server.url}/api/chat/messages/${message.id}/citations/${citation.n}`);
    expect(response.status).toBe(401);
  });

  it.each([
    ['99', 404],
    ['0', 400],
    ['-1', 400],
    ['1.5', 400],
    ['x', 400],
  ])('answers to citation %s with %i', async (n, expected) => {
    const { message } = await answered();
    expect((await check(reader, message, n)).status).toBe(expected);
  });
});
