import { Injectable } from '@nestjs/common';
import type { DocumentProgress } from '@chatkit/contract';
import { Database } from '../../database/database.js';
import { DocumentEvents } from './document-events.js';
import { STORE_PROGRESS } from './ingestion-statements.js';

const STORE_EVERY_MS = 1_000;

/** Stores how far the ingestion of a document is, and has that told. */
@Injectable()
export class DocumentProgressReporter {
  /** One document at a time is in each step. */
  readonly #last = new Map<DocumentProgress['step'], { documentId: string; at: number }>();

  constructor(
    private readonly database: Database,
    private readonly events: DocumentEvents,
  ) {}

  /** At most once a second for each step of a document, and not for work that is done within it. `done`: from 0 to 1. */
  async report(documentId: string, step: DocumentProgress['step'], done: number): Promise<void> {
    const now = performance.now();
    const last = this.#last.get(step);
    if (last?.documentId !== documentId) this.#last.set(step, { documentId, at: now });
    else if (now - last.at >= STORE_EVERY_MS) {
      last.at = now;
      const percent = Math.floor(100 * Math.min(done, 1));
      await this.database.backgroundPool.query(STORE_PROGRESS, [documentId, step, percent]);
      this.events.changed(documentId);
    }
  }
}
