import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { DocumentEntity } from './document.entity.js';
import { hashOf } from './document-text.js';
import { DocumentVersionEntity } from './document-version.entity.js';

/**
 * Gives a document a new version, to be taken in; the version before is found until then. Returns false when the newest
 * version says the same. `text` as `storableText` gives it.
 */
export async function addVersion(
  tx: EntityManager,
  documentId: string,
  text: string,
  title?: string,
): Promise<boolean> {
  // Two new versions of one document wait for each other.
  await tx.findOne(DocumentEntity, { where: { id: documentId }, lock: { mode: 'pessimistic_write' } });
  const newest = await tx.findOne(DocumentVersionEntity, { where: { documentId }, order: { number: 'DESC' } });
  const hash = hashOf(text);
  if (newest?.hash === hash) return false;
  const number = (newest?.number ?? 0) + 1;
  await tx.insert(DocumentVersionEntity, { id: randomUUID(), documentId, number, text, characters: text.length, hash });
  await tx.update(
    DocumentEntity,
    { id: documentId },
    { ...(title !== undefined && { title }), status: 'processing', error: null, attempts: 0 },
  );
  return true;
}
