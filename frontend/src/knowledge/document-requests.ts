import { fetchFrom, fetchJson, queryOf } from '@chatkit/angular';
import type {
  ChangeDocument,
  Collections,
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
  readonly collection: string;
}

/** Where a new document goes. */
export interface Place {
  readonly visibility: Visibility;
  /** Null for none. */
  readonly collection: string | null;
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
  const chosen = Object.entries({ ...filter, q: filter.q.trim() }).filter(([, value]) => value !== '');
  return fetchJson(`${url}${queryOf({ limit: pageSize, cursor: cursor ?? undefined, ...Object.fromEntries(chosen) })}`);
}

/** The collections of the documents that one may see, by name. */
export async function listCollections(): Promise<Collections['data']> {
  return (await fetchJson<Collections>('/api/rag/collections')).data;
}

export function createDocument(document: CreateDocument): Promise<Document> {
  return fetchJson(url, { method: 'POST', body: document });
}

export function uploadFile(file: File, { visibility, collection }: Place): Promise<Document> {
  const body = new FormData();
  body.set('visibility', visibility);
  if (collection !== null) {
    body.set('collection', collection);
  }
  body.set('file', file);
  return fetchJson(`${url}/files`, { method: 'POST', body });
}

export function addPage(address: string, place: Place): Promise<Document> {
  return fetchJson(`${url}/urls`, { method: 'POST', body: { url: address, ...place } });
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

/** Passages as a question finds them, in one collection or, where that is empty, in all documents. */
export function searchKnowledge(query: string, collection: string): Promise<SearchResult> {
  const body = { query, limit: passagesShown, ...(collection !== '' && { collection }) };
  return fetchJson('/api/rag/search', { method: 'POST', body });
}
