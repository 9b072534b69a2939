import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Document } from '@chatkit/contract';
import type { Request, Response } from 'express';
import { DataSource } from 'typeorm';
import type { SignedInUser } from '../../auth/current-user.js';
import { idempotencyKey, markReplayed } from '../../http/idempotency-key.js';
import { ProblemException } from '../../http/problem-exception.js';
import { BIND_KEY, CLAIM_KEY, FIND_ADDITION, RELEASE_KEY } from './addition-statements.js';
import { type Bind, DocumentLibrary } from './document-library.js';
import { hashOf } from './document-text.js';

const RETRY_AFTER = { 'retry-after': '1' };

interface Claim {
  userId: string;
  key: string;
  attempt: string;
}

/** Has a document added once for each key of a user, on whichever instance, for as long as the document exists. */
@Injectable()
export class DocumentAdditions {
  constructor(
    private readonly dataSource: DataSource,
    private readonly library: DocumentLibrary,
  ) {}

  /**
   * Answers with what `add` adds, or with the document that the same key added before. `content`: all that the request says.
   * Throws a 422 when the key was used for other content, and a 409 while it is being used. What fails leaves the key free.
   */
  async once(
    user: SignedInUser,
    { request, response, content }: { request: Request; response: Response; content: unknown },
    add: (bind?: Bind) => Promise<Document>,
  ): Promise<Document> {
    const key = idempotencyKey(request);
    if (key === null) return add();
    const claim = { userId: user.id, key, attempt: randomUUID() };
    const fingerprint = hashOf(JSON.stringify(content));
    if (await this.#claim(claim, fingerprint)) return this.#add(claim, add);
    const document = await this.library.read(user, await this.#find(claim, fingerprint));
    markReplayed(response.status(200));
    return document;
  }

  async #claim({ userId, key, attempt }: Claim, fingerprint: string): Promise<boolean> {
    const claimed = await this.dataSource.query<unknown[]>(CLAIM_KEY, [userId, key, fingerprint, attempt]);
    return claimed.length === 1;
  }

  /** The document is stored in the transaction that binds the key to it. */
  async #add({ userId, key, attempt }: Claim, add: (bind: Bind) => Promise<Document>): Promise<Document> {
    try {
      return await add(async (tx, documentId) => {
        const [bound] = await tx.query<[unknown[], number]>(BIND_KEY, [userId, key, attempt, documentId]);
        if (!bound.length) throw inUse();
      });
    } catch (error) {
      await this.dataSource.query(RELEASE_KEY, [userId, key, attempt]);
      throw error;
    }
  }

  async #find({ userId, key }: Claim, fingerprint: string): Promise<string> {
    const rows = await this.dataSource.query<{ fingerprint: string; documentId: string | null }[]>(FIND_ADDITION, [
      userId,
      key,
    ]);
    const [earlier] = rows;
    if (earlier && earlier.fingerprint !== fingerprint)
      throw new ProblemException(
        'key_reused',
        'This key was used before for another document. Use a new key for each document.',
      );
    if (!earlier?.documentId) throw inUse();
    return earlier.documentId;
  }
}

function inUse(): ProblemException {
  const detail = 'A request with this key is still being answered. Send the same request again in a moment.';
  return new ProblemException('conflict', detail, {}, RETRY_AFTER);
}
