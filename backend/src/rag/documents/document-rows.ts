import type { Document } from '@chatkit/contract';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { SignedInUser } from '../../auth/current-user.js';
import { DocumentEntity } from './document.entity.js';
import { DocumentVersionEntity } from './document-version.entity.js';

/** What the routes say about a document, without its text. */
export interface DocumentRow extends Pick<
  DocumentEntity,
  | 'id'
  | 'title'
  | 'mediaType'
  | 'visibility'
  | 'collection'
  | 'status'
  | 'error'
  | 'ownerId'
  | 'progressStep'
  | 'progressPercent'
> {
  sourceUrl: string | null;
  versionId: string;
  characters: number;
  chunkCount: number;
  createdAt: Date;
  updatedAt: Date;
}

/** The documents that a user may see: their own and the shared ones. */
export function selectDocuments(manager: EntityManager, userId: string): SelectQueryBuilder<DocumentEntity> {
  return manager
    .createQueryBuilder(DocumentEntity, 'document')
    .innerJoin(DocumentVersionEntity, 'version', 'version.id = document.current_version_id')
    .select('document.id', 'id')
    .addSelect('document.title', 'title')
    .addSelect('document.media_type', 'mediaType')
    .addSelect(`case when document.source_key ~ '^https?://' then document.source_key end`, 'sourceUrl')
    .addSelect('document.visibility', 'visibility')
    .addSelect('document.collection', 'collection')
    .addSelect('document.status', 'status')
    .addSelect('document.error', 'error')
    .addSelect('document.progress_step', 'progressStep')
    .addSelect('document.progress_percent', 'progressPercent')
    .addSelect('document.owner_id', 'ownerId')
    .addSelect('version.id', 'versionId')
    .addSelect('version.characters', 'characters')
    .addSelect('(select count(*)::integer from chunks where version_id = version.id)', 'chunkCount')
    .addSelect('document.created_at', 'createdAt')
    .addSelect('document.updated_at', 'updatedAt')
    .where(`(document.owner_id = :userId or document.visibility = 'shared')`, { userId });
}

/** Nobody owns the sample knowledge: administrators may change it. */
export function toDocument({ ownerId, createdAt, updatedAt, ...row }: DocumentRow, user: SignedInUser): Document {
  return {
    id: row.id,
    title: row.title,
    mediaType: row.mediaType,
    sourceUrl: row.sourceUrl,
    visibility: row.visibility,
    collection: row.collection,
    owned: ownerId === user.id || (ownerId === null && user.role === 'admin'),
    status: row.status,
    progress: row.progressStep === null ? null : { step: row.progressStep, percent: row.progressPercent ?? 0 },
    error: row.error,
    versionId: row.versionId,
    characters: row.characters,
    chunkCount: row.chunkCount,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
