import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type ChangeDocument,
  changeDocumentSchema,
  createDocumentSchema,
  type Document,
  documentPageSchema,
  documentSchema,
  type DocumentText,
  documentTextSchema,
  type Page,
  type PageQuery,
  pageQuerySchema,
} from '@chatkit/contract';
import { z } from 'zod';
import { CurrentUser, type SignedInUser } from '../../auth/current-user.js';
import { ApiRoute } from '../../http/api-route.js';
import { UuidParam } from '../../http/uuid-param.js';
import { DocumentLibrary } from './document-library.js';

const versionQuerySchema = z.object({ versionId: z.uuid().optional() });

@ApiTags('Knowledge')
@Controller('api/rag/documents')
export class DocumentsController {
  constructor(private readonly library: DocumentLibrary) {}

  @Get()
  @ApiRoute({
    summary: 'List the documents that you can ask about',
    description: 'Your own and the shared ones, newest first.',
    ok: documentPageSchema,
    errors: [400],
  })
  list(
    @CurrentUser() user: SignedInUser,
    @Query({ schema: pageQuerySchema }) query: PageQuery,
  ): Promise<Page<Document>> {
    return this.library.list(user, query);
  }

  @Post()
  @ApiRoute({
    summary: 'Add a document',
    description:
      'It can be asked about once its status is `ready`. The same text sent again gives the document that is there already.',
    created: documentSchema,
    errors: [400, 413, 422],
  })
  create(
    @CurrentUser() user: SignedInUser,
    @Body({ schema: createDocumentSchema }) body: z.output<typeof createDocumentSchema>,
  ): Promise<Document> {
    return this.library.create(user, body);
  }

  @Get(':id')
  @ApiRoute({ summary: 'Read what is known about a document', ok: documentSchema, errors: [400, 404] })
  read(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<Document> {
    return this.library.read(user, id);
  }

  @Get(':id/text')
  @ApiRoute({
    summary: 'Read the text of a document',
    description: 'Citations name a version and offsets into this text. Without `versionId`: the current version.',
    ok: documentTextSchema,
    errors: [400, 404],
  })
  text(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @Query({ schema: versionQuerySchema }) query: z.output<typeof versionQuerySchema>,
  ): Promise<DocumentText> {
    return this.library.text(user, id, query.versionId);
  }

  @Patch(':id')
  @ApiRoute({
    summary: 'Rename, share or unshare a document',
    description: 'For its owner; for administrators where nobody owns it.',
    ok: documentSchema,
    errors: [400, 403, 404],
  })
  change(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @Body({ schema: changeDocumentSchema }) body: ChangeDocument,
  ): Promise<Document> {
    return this.library.change(user, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiRoute({
    summary: 'Delete a document',
    description: 'With its text and passages, for good. Answers keep the words that they quoted.',
    noContent: true,
    errors: [400, 403, 404],
  })
  delete(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<void> {
    return this.library.delete(user, id);
  }
}
