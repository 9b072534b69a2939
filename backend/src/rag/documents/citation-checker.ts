import { Injectable } from '@nestjs/common';
import type { Citation, CitationCheck } from '@chatkit/contract';
import { Pool } from 'pg';
import { hashOf } from './document-text.js';

/** `$1`: the document; `$2`: the user. No row: there is nothing that the user may see. */
const READ_SOURCE = `
  select version.id as "versionId", version.text
  from documents
  join document_versions version on version.id = documents.current_version_id
  where documents.id = $1 and (documents.owner_id = $2 or documents.visibility = 'shared')`;

interface Source {
  versionId: string;
  text: string;
}

/** Compares citations with the documents as they are now. */
@Injectable()
export class CitationChecker {
  constructor(private readonly pool: Pool) {}

  /** Says no more about a document that the user may not see than about one that is gone. */
  async check(userId: string, citation: Citation): Promise<CitationCheck> {
    const { rows } = await this.pool.query<Source>(READ_SOURCE, [citation.documentId, userId]);
    const [source] = rows;
    if (!source) return { status: 'source_deleted', citation, current: null };
    const { versionId, text } = source;
    const isExact = versionId === citation.versionId && isWordForWord(text, citation);
    const start = isExact ? citation.start : text.indexOf(citation.quote);
    return {
      status: isExact ? 'exact' : 'source_changed',
      citation,
      current: start === -1 ? null : { versionId, start, end: start + citation.quote.length },
    };
  }
}

function isWordForWord(text: string, { start, end, hash }: Citation): boolean {
  return hashOf(text.slice(start, end)) === hash;
}
