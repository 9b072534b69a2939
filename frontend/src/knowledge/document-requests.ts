import { fetchFrom, fetchJson, queryOf } from '@chatkit/angular';
import type {
  ChangeDocument,
  CreateDocument,
  Document,
  DocumentStatus,
  DocumentText,
  DocumentVersion,
  DocumentVersions,
  Page,
  SearchResult,
  Visibility,
} from '@chatkit/contract';

const url = '/api/rag/documents';
const pageSize = 50;
const passagesShown = 8;

/** Which documents are listed; what is empty leaves none out. */
export interface DocumentFilter {
  readonly q: string;
  readonly status: DocumentStatus | '';
  readonly visibility: Visibility | '';
}

/** The first documents that are so, newest first, at least `atLeast` of them where there are so many. */
export async function listDocuments(filter: DocumentFilter, atLeast: number): Promise<Page<Document>> {
  let page = await listMoreDocuments(filter, null);
  const data = [...page.data];
  while (data.length < atLeast && page.nextCursor !== null) {
    page = await listMoreDocuments(filter, page.nextCursor);
    data.push(...page.data);
  }
  return { data, nextCursor: page.nextCursor };
}

/** The documents after those that the cursor is from. */
export function listMoreDocuments(filter: DocumentFilter, cursor: string | null): Promise<Page<Document>> {
  const { q, status, visibility } = filter;
  const chosen = { q: q.trim() || undefined, status: status || undefined, visibility: visibility || undefined };
  return fetchJson(`${url}${queryOf({ limit: pageSize, cursor: cursor ?? undefined, ...chosen })}`);
}

export function createDocument(document: CreateDocument): Promise<Document> {
  return fetchJson(url, { method: 'POST', body: document });
}

export function uploadFile(file: File, visibility: Visibility): Promise<Document> {
  const body = new FormData();
  body.set('visibility', visibility);
  body.set('file', file);
  return fetchJson(`${url}/files`, { method: 'POST', body });
}

export function addPage(address: string, visibility: Visibility): Promise<Document> {
  return fetchJson(`${url}/urls`, { method: 'POST', body: { url: address, visibility } });
}

export function changeDocument(id: string, change: ChangeDocument): Promise<Document> {
  return fetchJson(`${url}/${id}`, { method: 'PATCH', body: change });
}

/** Stops taking a document in, or takes it in again. */
export function orderDocument(id: string, order: 'cancel' | 'reindex'): Promise<Document> {
  return fetchJson(`${url}/${id}/${order}`, { method: 'POST' });
}

export async function deleteDocument(id: string): Promise<void> {
  await fetchFrom(`${url}/${id}`, { method: 'DELETE' });
}

/** The text of one version of a document. */
export function readText(documentId: string, versionId: string): Promise<DocumentText> {
  return fetchJson(`${url}/${documentId}/text${queryOf({ versionId })}`);
}

/** The texts that a document has and had, newest first. */
export async function listVersions(documentId: string): Promise<readonly DocumentVersion[]> {
  return (await fetchJson<DocumentVersions>(`${url}/${documentId}/versions`)).data;
}

/** Passages as a question finds them. */
export function searchKnowledge(query: string): Promise<SearchResult> {
  return fetchJson('/api/rag/search', { method: 'POST', body: { query, limit: passagesShown } });
}
