import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** The text of a document at one time; it never changes, so that citations stay true. */
@Entity('document_versions')
export class DocumentVersionEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'document_id' })
  documentId!: string;

  /** Counts from 1 in each document. */
  @Column('integer')
  number!: number;

  @Column('text')
  text!: string;

  /** Length of the text in UTF-16 code units. */
  @Column('integer')
  characters!: number;

  /** SHA-256 of the text in UTF-8, hexadecimal. */
  @Column('text')
  hash!: string;

  @CreateDateColumn({ name: 'created_at', type: 'timestamptz' })
  createdAt!: Date;
}
