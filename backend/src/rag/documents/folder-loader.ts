import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import type { DocumentStatus } from '@chatkit/contract';
import { DataSource, type EntityManager } from 'typeorm';
import { Extractor } from '../extraction/extractor.js';
import { IngestionQueue } from '../ingestion/ingestion-queue.js';
import { DocumentEntity } from './document.entity.js';
import { findTwin, insertDocument } from './document-library.js';
import { hashOf } from './document-text.js';
import { addVersion } from './document-versions.js';
import type { FileText } from './file-text.js';
import { readFolderFile } from './folder-files.js';

export interface LoadedFile {
  documentId: string;
  outcome: 'new' | 'changed' | 'unchanged';
}

const UNFINISHED: DocumentStatus[] = ['failed', 'cancelled'];

/** Makes documents of files, and new versions of those that have changed: it knows each file by its owner and path. */
@Injectable()
export class FolderLoader {
  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: IngestionQueue,
    private readonly extractor: Extractor,
  ) {}

  /** Stores one file and has it taken in. Throws when it cannot be read. `place`: where a new document goes. */
  async load(folder: string, path: string, place: Omit<Place, 'sourceKey'>): Promise<LoadedFile> {
    const file = await readFolderFile(folder, path, this.extractor);
    const sourceKey = await realpath(join(folder, path));
    const loaded = await this.dataSource.transaction((tx) => store(tx, file, { ...place, sourceKey }));
    if (loaded.outcome !== 'unchanged') await this.queue.enqueue(loaded.documentId);
    return loaded;
  }

  /** Which of these documents are not being taken in any more, with the errors of those that failed. */
  async settled(documentIds: string[]): Promise<Map<string, string | null>> {
    const rows = await this.dataSource.query<{ id: string; error: string | null }[]>(
      `select id, case when status <> 'ready' then coalesce(error, status) end as error
       from documents where id = any ($1::uuid[]) and status <> 'processing'`,
      [documentIds],
    );
    return new Map(rows.map(({ id, error }) => [id, error]));
  }
}

type Place = Pick<DocumentEntity, 'visibility' | 'collection'> & { ownerId: string; sourceKey: string };

async function store(tx: EntityManager, file: FileText, place: Place): Promise<LoadedFile> {
  const { ownerId, sourceKey } = place;
  const known = await tx.findOneBy(DocumentEntity, { ownerId, sourceKey });
  if (!known) {
    const twin = await findTwin(tx, ownerId, hashOf(file.text));
    if (twin !== undefined) {
      const { status } = await tx.findOneByOrFail(DocumentEntity, { id: twin });
      return { documentId: twin, outcome: status === 'processing' ? 'changed' : 'unchanged' };
    }
    return { documentId: await insertDocument(tx, { ...file, ...place }), outcome: 'new' };
  }
  if (await addVersion(tx, known.id, file.text, file.title)) return { documentId: known.id, outcome: 'changed' };
  if (!UNFINISHED.includes(known.status)) return { documentId: known.id, outcome: 'unchanged' };
  await tx.update(DocumentEntity, { id: known.id }, { status: 'processing', error: null });
  return { documentId: known.id, outcome: 'changed' };
}
