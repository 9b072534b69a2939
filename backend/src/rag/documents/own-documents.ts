import { Injectable } from '@nestjs/common';
import type { Document } from '@chatkit/contract';
import { DataSource } from 'typeorm';
import type { SignedInUser } from '../../auth/current-user.js';
import { type DocumentRow, selectDocuments, toDocument } from './document-rows.js';
import { DocumentVersionEntity } from './document-version.entity.js';

/** What a user has added, with its text, one after the other. */
@Injectable()
export class OwnDocuments {
  constructor(private readonly dataSource: DataSource) {}

  async *of(user: SignedInUser): AsyncGenerator<Document & { text: string }> {
    const rows = await selectDocuments(this.dataSource.manager, user.id)
      .andWhere('document.owner_id = :userId', { userId: user.id })
      .orderBy('document.created_at')
      .addOrderBy('document.id')
      .getRawMany<DocumentRow>();
    const versions = this.dataSource.getRepository(DocumentVersionEntity);
    for (const row of rows) {
      const version = await versions.findOneBy({ id: row.versionId });
      if (version) yield { ...toDocument(row, user), text: version.text };
    }
  }
}
