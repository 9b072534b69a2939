import { Inject, Injectable, type OnModuleInit, Optional } from '@nestjs/common';
import { Pool } from 'pg';
import { AccountDeletion } from '../../auth/account-deletion.js';
import { DocumentEvents } from '../ingestion/document-events.js';
import { DocumentLibrary } from './document-library.js';

/**
 * Gives what a user shares to the administrator of longest standing, one who is not suspended if there is such. Where that
 * one has added the same page, the document is not fetched anew any more. $1 user.
 */
const HAND_OVER = `
  with heir as (
    select id from "user" where role = 'admin' and id <> $1 order by banned is true, "createdAt", id limit 1
  )
  update documents d
     set owner_id = heir.id,
         source_key = case when not exists (
           select from documents o where o.owner_id = heir.id and o.source_key = d.source_key) then d.source_key end
    from heir where d.owner_id = $1 and d.visibility = 'shared'
  returning d.id, d.owner_id as "heirId"`;

/** At most 50 ms on the embedded database. */
const PASSAGES_AT_ONCE = 16;

/** Names the new owner in the index as well, for so many passages. $1 document, $2 user before, $3 heir. */
const HAND_OVER_PASSAGES = `
  update chunk_terms set owner_id = $3 where chunk_id in (
    select chunk_id from chunk_terms where document_id = $1 and owner_id = $2 limit ${PASSAGES_AT_ONCE})`;

/** $1 user. */
const PRIVATE = `select id from documents where owner_id = $1 and visibility = 'private'`;

/** What becomes of the documents of an account that is deleted: private ones go, shared ones stay with the organisation. */
@Injectable()
export class DocumentRemoval implements OnModuleInit {
  constructor(
    // `ingest` and `evaluate` work on knowledge without accounts.
    @Optional() @Inject(AccountDeletion) private readonly deletion: AccountDeletion | undefined,
    private readonly pool: Pool,
    private readonly library: DocumentLibrary,
    private readonly events: DocumentEvents,
  ) {}

  onModuleInit(): void {
    this.deletion?.register((userId) => this.remove(userId));
  }

  async remove(userId: string): Promise<void> {
    const handedOver = await this.pool.query<{ id: string; heirId: string }>(HAND_OVER, [userId]);
    for (const { id, heirId } of handedOver.rows) {
      let changed: number | null = PASSAGES_AT_ONCE;
      while (changed === PASSAGES_AT_ONCE)
        changed = (await this.pool.query(HAND_OVER_PASSAGES, [id, userId, heirId])).rowCount;
      this.events.changed(id);
    }
    const { rows } = await this.pool.query<{ id: string }>(PRIVATE, [userId]);
    for (const { id } of rows) await this.library.remove(id);
  }
}
