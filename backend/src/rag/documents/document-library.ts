import { randomUUID } from 'node:crypto';
import { ForbiddenException, Injectable, NotFoundException } from '@nestjs/common';
import type {
  addUrlSchema,
  ChangeDocument,
  createDocumentSchema,
  Document,
  DocumentQuery,
  DocumentText,
  DocumentVersions,
  Page,
} from '@chatkit/contract';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import type { z } from 'zod';
import type { SignedInUser } from '../../auth/current-user.js';
import { decodeCursor, encodeCursor, timeAndId } from '../../http/cursor.js';
import type { Precondition } from '../../http/precondition.js';
import { CANCEL } from './cancel-statement.js';
import { DocumentEntity } from './document.entity.js';
import { type DocumentRow, selectDocuments, toDocument } from './document-rows.js';
import { hashOf, storableText, storableTitle } from './document-text.js';
import { addVersion } from './document-versions.js';
import { DocumentVersionEntity } from './document-version.entity.js';
import { WebPageReader } from './web-page-reader.js';
import { type DocumentAccess, DocumentEvents } from '../ingestion/document-events.js';
import { IngestionQueue } from '../ingestion/ingestion-queue.js';

/** At most 50 ms on the embedded database. */
const CHUNKS_DELETED_AT_ONCE = 16;

/** `$1`: a name. Who locks the same waits until the transaction ends. */
const LOCK_NAME = 'select pg_advisory_xact_lock(hashtextextended($1, 0))';

/** `$1`: the document, without its chunks. */
const DELETE = `
  delete from documents where id = $1 returning id, owner_id as "ownerId", visibility = 'shared' as shared`;

/** Told of a document in the transaction that adds it, or that finds it there already. */
export type Bind = (tx: EntityManager, documentId: string) => Promise<void>;

/** The documents that people add. Someone else's private document is not found, whatever is asked of it. */
@Injectable()
export class DocumentLibrary {
  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: IngestionQueue,
    private readonly events: DocumentEvents,
    private readonly pages: WebPageReader,
  ) {}

  /** Stores a text and has it taken in; the same text of the same owner gives the document that is there already. */
  async create(user: SignedInUser, given: z.output<typeof createDocumentSchema>, bind?: Bind): Promise<Document> {
    const text = storableText(given.text);
    const added = { ...given, title: storableTitle(given.title), ownerId: user.id, text };
    const id = await this.dataSource.transaction(async (tx) => {
      const id = (await findTwin(tx, user.id, hashOf(text))) ?? (await insertDocument(tx, added));
      await bind?.(tx, id);
      return id;
    });
    return this.#enqueue(user, id);
  }

  /** Fetches a page and has it taken in; a URL that the owner added before gives its document, with the text of now. */
  async createFromUrl(user: SignedInUser, given: z.output<typeof addUrlSchema>, bind?: Bind): Promise<Document> {
    const sourceKey = this.pages.normalize(given.url);
    const { visibility, collection } = given;
    const page = await this.pages.read(sourceKey);
    const title = storableTitle(given.title ?? page.title);
    const id = await this.dataSource.transaction(async (tx) => {
      const id = await storePage(tx, { ...page, title, visibility, collection, ownerId: user.id, sourceKey });
      await bind?.(tx, id);
      return id;
    });
    return this.#enqueue(user, id);
  }

  /** Your own documents and the shared ones that are asked for, newest first. */
  async list(user: SignedInUser, asked: DocumentQuery): Promise<Page<Document>> {
    const { limit, cursor, q, status, visibility, collection } = asked;
    const query = selectDocuments(this.dataSource.manager, user.id)
      .addSelect('document.created_at::text', 'position')
      .orderBy('document.created_at', 'DESC')
      .addOrderBy('document.id', 'DESC')
      .limit(limit + 1);
    if (q !== undefined) query.andWhere('strpos(lower(document.title), lower(:q)) > 0', { q });
    if (status !== undefined) query.andWhere('document.status = :status', { status });
    if (visibility !== undefined) query.andWhere('document.visibility = :visibility', { visibility });
    if (collection !== undefined) query.andWhere('document.collection = :collection', { collection });
    if (cursor !== undefined) {
      const [createdAt, id] = decodeCursor(cursor, timeAndId);
      query.andWhere('(document.created_at, document.id) < (:createdAt::timestamptz, :id::uuid)', { createdAt, id });
    }
    const rows = await query.getRawMany<DocumentRow & { position: string }>();
    const last = rows[limit - 1];
    return {
      data: rows.slice(0, limit).map((row) => toDocument(row, user)),
      nextCursor: rows.length > limit && last ? encodeCursor([last.position, last.id]) : null,
    };
  }

  async read(user: SignedInUser, id: string): Promise<Document> {
    return toDocument(await this.#find(user, id), user);
  }

  /** The text of one version; left out, of the current one. */
  async text(user: SignedInUser, id: string, versionId?: string): Promise<DocumentText> {
    const document = await this.#find(user, id);
    const version = await this.dataSource
      .getRepository(DocumentVersionEntity)
      .findOneBy({ id: versionId ?? document.versionId, documentId: id });
    if (!version) throw new NotFoundException('The document has no such version.');
    const { title, mediaType } = document;
    return { documentId: id, versionId: version.id, title, mediaType, text: version.text };
  }

  /**
   * What is made private, and what leaves its collection, is hidden there at once. A new title, what is shared, and what is
   * new in a collection is found as soon as the document has been taken in again, slice by slice: one statement over a large
   * document would make every chat wait.
   */
  async change(user: SignedInUser, id: string, change: ChangeDocument, precondition?: Precondition): Promise<Document> {
    const before = await this.dataSource.transaction(async (tx) => {
      const document = await this.#lock(tx, user, id, precondition);
      const title = change.title === undefined ? document.title : storableTitle(change.title);
      const { visibility = document.visibility, collection = document.collection } = change;
      if (title === document.title && visibility === document.visibility && collection === document.collection)
        return undefined;
      const changed = { title, visibility, collection };
      await tx.update(DocumentEntity, { id }, { ...changed, status: 'processing', error: null, attempts: 0 });
      return document;
    });
    if (!before) return this.read(user, id);
    if (before.visibility === 'shared' && change.visibility === 'private') this.events.hidden(before);
    return this.#enqueue(user, id);
  }

  /** Gives a document a new text. The one before is found until the new one is complete, and its citations stay true. */
  async replaceText(user: SignedInUser, id: string, given: string): Promise<Document> {
    const document = await this.#findChangeable(user, id);
    const text = storableText(given);
    const changed = await this.dataSource.transaction((tx) => addVersion(tx, id, text));
    return changed ? this.#enqueue(user, id) : toDocument(document, user);
  }

  /** The texts that a document has and had, newest first. */
  async versions(user: SignedInUser, id: string): Promise<DocumentVersions> {
    const { versionId } = await this.#find(user, id);
    const versions = await this.dataSource.getRepository(DocumentVersionEntity).find({
      select: { id: true, number: true, characters: true, createdAt: true },
      where: { documentId: id },
      order: { number: 'DESC' },
    });
    return {
      data: versions.map(({ id, number, characters, createdAt }) => ({
        id,
        number,
        current: id === versionId,
        characters,
        createdAt: createdAt.toISOString(),
      })),
    };
  }

  /** Takes the newest text in again, whatever came of it before; that of a URL is fetched anew. */
  async reindex(user: SignedInUser, id: string): Promise<Document> {
    const { sourceUrl } = await this.#findChangeable(user, id);
    if (sourceUrl !== null) {
      const { text } = await this.pages.read(sourceUrl);
      await this.dataSource.transaction((tx) => addVersion(tx, id, text));
    }
    await this.dataSource
      .getRepository(DocumentEntity)
      .update({ id }, { status: 'processing', error: null, attempts: 0 });
    return this.#enqueue(user, id);
  }

  /** Ends the ingestion of a document; a text that was found before is found again. Nothing happens when there is none. */
  async cancel(user: SignedInUser, id: string): Promise<Document> {
    await this.#findChangeable(user, id);
    await this.dataSource.transaction(async (tx) => {
      await tx.findOne(DocumentEntity, { where: { id }, lock: { mode: 'pessimistic_write' } });
      await tx.query(CANCEL, [id]);
    });
    return this.#enqueue(user, id); // clears away what is there of it
  }

  async delete(user: SignedInUser, id: string, precondition?: Precondition): Promise<void> {
    const deleted = await this.dataSource.transaction(async (tx) => {
      await this.#lock(tx, user, id, precondition);
      return deleteSlice(tx, id);
    });
    if (deleted === 'rest') await this.remove(id);
    else if (deleted) this.events.deleted(deleted);
  }

  /** Deletes a document for good, the chunks of a large one in several short statements. */
  async remove(id: string): Promise<void> {
    let deleted = await deleteSlice(this.dataSource.manager, id);
    while (deleted === 'rest') deleted = await deleteSlice(this.dataSource.manager, id);
    if (deleted) this.events.deleted(deleted);
  }

  async #enqueue(user: SignedInUser, id: string): Promise<Document> {
    await this.queue.enqueue(id);
    return this.read(user, id);
  }

  /** Keeps a document as it is until the transaction ends. Throws when it is not as the caller wants it to be. */
  async #lock(
    tx: EntityManager,
    user: SignedInUser,
    id: string,
    precondition: Precondition | undefined,
  ): Promise<DocumentRow> {
    const where = [
      { id, ownerId: user.id },
      { id, ownerId: IsNull() },
    ];
    await tx.findOne(DocumentEntity, { where, lock: { mode: 'pessimistic_write' } });
    const row = await this.#findChangeable(user, id, tx); // another statement sees what was waited for
    precondition?.mustHold(toDocument(row, user));
    return row;
  }

  async #find(user: SignedInUser, id: string, manager = this.dataSource.manager): Promise<DocumentRow> {
    const row = await selectDocuments(manager, user.id).andWhere('document.id = :id', { id }).getRawOne<DocumentRow>();
    if (!row) throw new NotFoundException('There is no such document.');
    return row;
  }

  async #findChangeable(user: SignedInUser, id: string, manager?: EntityManager): Promise<DocumentRow> {
    const row = await this.#find(user, id, manager);
    if (toDocument(row, user).owned) return row;
    throw new ForbiddenException('Only the owner of a document may change or delete it.');
  }
}

/** Deletes some of a document's chunks, and itself with the last of them: then returns what it was, if it was there. */
async function deleteSlice(manager: EntityManager, id: string): Promise<DocumentAccess | 'rest' | undefined> {
  const [, deleted] = await manager.query<[unknown, number]>(
    'delete from chunks where id in (select id from chunks where document_id = $1 limit $2)',
    [id, CHUNKS_DELETED_AT_ONCE],
  );
  if (deleted === CHUNKS_DELETED_AT_ONCE) return 'rest';
  const [[document]] = await manager.query<[DocumentAccess[], number]>(DELETE, [id]);
  return document;
}

/** The owner's document with the same text. Two such requests at a time wait for each other. */
export async function findTwin(tx: EntityManager, ownerId: string, hash: string): Promise<string | undefined> {
  await tx.query(LOCK_NAME, [`document ${ownerId} ${hash}`]);
  const twin = await tx
    .createQueryBuilder(DocumentEntity, 'document')
    .innerJoin(DocumentVersionEntity, 'version', 'version.id = document.current_version_id')
    .where('document.owner_id = :ownerId and version.hash = :hash', { ownerId, hash })
    .getOne();
  return twin ? takeInUnfinished(tx, twin) : undefined;
}

async function storePage(
  tx: EntityManager,
  page: NewDocument & { ownerId: string; sourceKey: string },
): Promise<string> {
  const { ownerId, sourceKey, text } = page;
  await tx.query(LOCK_NAME, [`url ${ownerId} ${sourceKey}`]);
  const known = await tx.findOneBy(DocumentEntity, { ownerId, sourceKey });
  if (known) return (await addVersion(tx, known.id, text)) ? known.id : takeInUnfinished(tx, known);
  return (await findTwin(tx, ownerId, hashOf(text))) ?? insertDocument(tx, page);
}

/** Has a document taken in again that was not, or not wholly. */
async function takeInUnfinished(tx: EntityManager, { id, status }: DocumentEntity): Promise<string> {
  if (status === 'failed' || status === 'cancelled')
    await tx.update(DocumentEntity, { id }, { status: 'processing', error: null });
  return id;
}

type NewDocument = Pick<DocumentEntity, 'title' | 'mediaType' | 'visibility' | 'ownerId'> & {
  collection?: string | null | undefined;
  text: string;
  sourceKey?: string;
};

/** Stores a document with its first version, to be taken in. */
export async function insertDocument(tx: EntityManager, given: NewDocument): Promise<string> {
  const id = randomUUID();
  const versionId = randomUUID();
  const { title, mediaType, visibility, ownerId, collection = null, sourceKey = null, text } = given;
  await tx.insert(DocumentEntity, {
    id,
    title,
    mediaType,
    visibility,
    collection,
    ownerId,
    sourceKey,
    status: 'processing',
    currentVersionId: versionId,
  });
  await tx.insert(DocumentVersionEntity, {
    id: versionId,
    documentId: id,
    number: 1,
    text,
    characters: text.length,
    hash: hashOf(text),
  });
  return id;
}
