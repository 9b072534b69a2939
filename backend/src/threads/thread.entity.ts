import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('chat_threads')
export class ThreadEntity {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { name: 'user_id' })
  userId!: string;

  @Column('text')
  title!: string;

  /** The number of the newest message in this thread; the turn counts on from it under the row's lock. */
  @Column('integer', { name: 'last_seq', default: 0 })
  lastSeq!: number;

  /** The newest message of the branch that is shown. */
  @Column('uuid', { name: 'active_leaf', nullable: true })
  activeLeaf!: string | null;

  @Column('boolean', { default: false })
  pinned!: boolean;

  @Column('boolean', { default: false })
  archived!: boolean;

  /** Since when nobody finds it any more. */
  @Column('timestamptz', { name: 'deleted_at', nullable: true })
  deletedAt!: Date | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
