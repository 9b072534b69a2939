import { Injectable } from '@nestjs/common';
import type { DocumentProgress, DocumentStatus } from '@chatkit/contract';
import { Database } from '../../database/database.js';
import { UserEvents } from '../../live/user-events.js';
import { STORE_PROGRESS } from './ingestion-statements.js';

const STORE_EVERY_MS = 1_000;

/** Whose ingestion is told about; nobody is told of documents that nobody owns. */
interface OwnedDocument {
  documentId: string;
  ownerId: string | null;
}

/** Stores how far the ingestion of a document is, and tells its owner. */
@Injectable()
export class DocumentProgressReporter {
  #last: { documentId: string; step: DocumentProgress['step']; at: number } | undefined;

  constructor(
    private readonly database: Database,
    private readonly events: UserEvents,
  ) {}

  /** At most once a second for each step of a document, and not for work that is done within it. `done`: from 0 to 1. */
  async report(document: OwnedDocument, status: DocumentStatus, step: DocumentProgress['step'], done: number) {
    const { documentId } = document;
    const now = performance.now();
    if (this.#last?.documentId !== documentId || this.#last.step !== step) this.#last = { documentId, step, at: now };
    if (now - this.#last.at < STORE_EVERY_MS) return;
    this.#last.at = now;
    const percent = Math.floor(100 * Math.min(done, 1));
    await this.database.backgroundPool.query(STORE_PROGRESS, [documentId, step, percent]);
    this.tell(document, status, { step, percent });
  }

  /** Call it only after the change is committed. */
  tell({ documentId, ownerId }: OwnedDocument, status: DocumentStatus, progress: DocumentProgress | null = null): void {
    if (ownerId !== null) this.events.publish(ownerId, { type: 'document', documentId, status, progress });
  }
}
