/** A chunk that was found, with the document it is from. */
export interface FoundChunk {
  id: string;
  documentId: string;
  versionId: string;
  title: string;
  headingPath: string[];
  start: number;
  end: number;
  text: string;
  /** Compares within one search only; higher is better. */
  score: number;
}

/** A found chunk as the statements select it. */
export interface FoundRow {
  id: string;
  document_id: string;
  version_id: string;
  title: string;
  heading_path: string[];
  start_offset: number;
  end_offset: number;
  text: string;
  score: number;
}

export function toFoundChunk(row: FoundRow): FoundChunk {
  const { id, title, text, score } = row;
  return {
    id,
    documentId: row.document_id,
    versionId: row.version_id,
    title,
    headingPath: row.heading_path,
    start: row.start_offset,
    end: row.end_offset,
    text,
    score,
  };
}
