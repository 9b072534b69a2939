import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { DocumentProgress, DocumentStatus } from '@chatkit/contract';
import { Database } from '../../database/database.js';
import { UserEvents } from '../../live/user-events.js';

const COLLECT_MS = 250;

/** `$1`: the documents. */
const READ_STATES = `
  select id, owner_id as "ownerId", visibility = 'shared' as shared, status, progress_step as step,
    progress_percent as percent
  from documents
  where id = any ($1::uuid[])`;

export interface DocumentAccess {
  id: string;
  /** Null: nobody owns it. */
  ownerId: string | null;
  shared: boolean;
}

interface DocumentState extends DocumentAccess {
  status: DocumentStatus;
  step: DocumentProgress['step'] | null;
  percent: number | null;
}

/** Tells what becomes of documents: of a private one its owner, of a shared one everybody. */
@Injectable()
export class DocumentEvents implements BeforeApplicationShutdown {
  readonly #logger = new Logger(DocumentEvents.name);
  readonly #changed = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly users: UserEvents,
  ) {}

  /** While the last changes can still be read and told to other instances. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#tellChanged();
  }

  /**
   * Call it only after the change is committed. Whatever happens to a document within a quarter of a second is told once,
   * and whom it is told is decided then: what was made private meanwhile is not told to others.
   */
  changed(documentId: string): void {
    this.#changed.add(documentId);
    this.#timer ??= setTimeout(() => void this.#tellChanged(), COLLECT_MS).unref();
  }

  /** Call it only after the document is deleted, with what it was before. */
  deleted({ id, ownerId, shared }: DocumentAccess): void {
    if (shared) this.users.publishToAll({ type: 'document_deleted', documentId: id });
    else if (ownerId !== null) this.users.publish(ownerId, { type: 'document_deleted', documentId: id });
  }

  /** Call it only after a shared document was made private: for everybody but its owner it is gone. */
  hidden({ id, ownerId }: Omit<DocumentAccess, 'shared'>): void {
    this.users.publishToAll({ type: 'document_deleted', documentId: id }, ownerId);
  }

  async #tellChanged(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const ids = [...this.#changed];
    this.#changed.clear();
    if (ids.length === 0) return;
    try {
      const { rows } = await this.database.backgroundPool.query<DocumentState>(READ_STATES, [ids]);
      for (const state of rows) this.#tell(state);
    } catch (error) {
      this.#logger.warn(`Changes of documents could not be told: ${String(error)}`); // pages read them later
    }
  }

  #tell({ id, ownerId, shared, status, step, percent }: DocumentState): void {
    const progress = step === null ? null : { step, percent: percent ?? 0 };
    const event = { type: 'document', documentId: id, status, progress } as const;
    if (shared) this.users.publishToAll(event);
    else if (ownerId !== null) this.users.publish(ownerId, event);
  }
}
