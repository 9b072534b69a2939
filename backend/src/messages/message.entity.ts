import type { Citation, MessageError, MessageStatus } from '@chatkit/contract';
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { ThreadEntity } from '../threads/thread.entity.js';

@Entity('chat_messages')
export class MessageEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('uuid', { name: 'thread_id' })
  threadId!: string;

  @ManyToOne(() => ThreadEntity)
  @JoinColumn({ name: 'thread_id' })
  thread?: ThreadEntity;

  @Column('uuid', { name: 'parent_id', nullable: true })
  parentId!: string | null;

  @Column('integer')
  seq!: number;

  @Column('text')
  role!: 'user' | 'assistant';

  @Column('text')
  content!: string;

  /** Of a question: the collection that alone is searched; null for all documents, and for an answer. */
  @Column('text', { nullable: true })
  collection!: string | null;

  @Column('text')
  status!: MessageStatus;

  @Column('jsonb', { nullable: true })
  error!: MessageError | null;

  @Column('jsonb')
  citations!: Citation[];

  @Column('text', { nullable: true })
  model!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;
}
