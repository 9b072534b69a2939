import { Injectable } from '@nestjs/common';
import type { Citation, CitationCheck } from '@chatkit/contract';
import { Pool } from 'pg';
import { hashOf } from './document-text.js';

/** `$1`: the document; `$2`: the version cited; `$3`: the user. No row: there is nothing that the user may see. */
const READ_SOURCE = `
  select current.id as "currentId", current.text as "currentText", cited.text as "citedText"
  from documents
  join document_versions current on current.id = documents.current_version_id
  left join document_versions cited on cited.id = $2 and cited.document_id = documents.id
  where documents.id = $1 and (documents.owner_id = $3 or documents.visibility = 'shared')`;

interface Source {
  currentId: string;
  currentText: string;
  citedText: string | null;
}

/** Compares citations with the documents as they are now. */
@Injectable()
export class CitationChecker {
  constructor(private readonly pool: Pool) {}

  /** Says no more about a document that the user may not see than about one that is gone. */
  async check(userId: string, citation: Citation): Promise<CitationCheck> {
    const { rows } = await this.pool.query<Source>(READ_SOURCE, [citation.documentId, citation.versionId, userId]);
    const [source] = rows;
    if (!source) return { status: 'source_deleted', citation, current: null };
    const isCurrent = source.currentId === citation.versionId;
    const isExact = isCurrent && isWordForWord(source.citedText, citation);
    const start = isExact ? citation.start : source.currentText.indexOf(citation.quote);
    return {
      status: isExact ? 'exact' : 'source_changed',
      citation,
      current: start === -1 ? null : { versionId: source.currentId, start, end: start + citation.quote.length },
    };
  }
}

function isWordForWord(text: string | null, { start, end, hash }: Citation): boolean {
  return text !== null && hashOf(text.slice(start, end)) === hash;
}
