import type { CreateDocument, Document, DocumentProgress, Visibility } from '@chatkit/contract';
import { Column, CreateDateColumn, Entity, PrimaryColumn, UpdateDateColumn } from 'typeorm';

@Entity('documents')
export class DocumentEntity {
  @PrimaryColumn('uuid')
  id!: string;

  /** Null for the sample knowledge, which nobody owns. */
  @Column('text', { name: 'owner_id', nullable: true })
  ownerId!: string | null;

  @Column('text')
  title!: string;

  @Column('text', { name: 'media_type' })
  mediaType!: NonNullable<CreateDocument['mediaType']>;

  @Column('text')
  visibility!: Visibility;

  /** The label of its collection; null for none. */
  @Column('text', { nullable: true })
  collection!: string | null;

  @Column('text')
  status!: Document['status'];

  @Column('text', { nullable: true })
  error!: string | null;

  @Column('text', { name: 'progress_step', nullable: true })
  progressStep!: DocumentProgress['step'] | null;

  @Column('integer', { name: 'progress_percent', nullable: true })
  progressPercent!: number | null;

  /** How often its ingestion was begun and did not end. */
  @Column('integer', { default: 0 })
  attempts!: number;

  /** What is found. Newer versions are being taken in, or were not. */
  @Column('uuid', { name: 'current_version_id', nullable: true })
  currentVersionId!: string | null;

  /** The path or the URL that a document was read from: each owner's and the sample knowledge have keys of their own. */
  @Column('text', { name: 'source_key', nullable: true })
  sourceKey!: string | null;

  /** Headings that are questions, to begin a conversation with. */
  @Column('text', { array: true, default: [] })
  questions!: string[];

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;

  @UpdateDateColumn({ name: 'updated_at', type: 'timestamptz' })
  updatedAt!: Date;
}
