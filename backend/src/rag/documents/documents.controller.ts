import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Put, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type ChangeDocument,
  changeDocumentSchema,
  createDocumentSchema,
  type Document,
  documentPageSchema,
  type DocumentQuery,
  documentQuerySchema,
  documentSchema,
  type DocumentText,
  documentTextSchema,
  type DocumentVersions,
  documentVersionsSchema,
  type Page,
  type ReplaceText,
  replaceTextSchema,
} from '@chatkit/contract';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { CurrentUser, type SignedInUser } from '../../auth/current-user.js';
import { KeyScope } from '../../auth/key-scope.js';
import { ApiRoute } from '../../http/api-route.js';
import { ApiIdempotencyKey } from '../../http/idempotency-key.js';
import { ApiIfMatch, IfMatch, type Precondition } from '../../http/precondition.js';
import { UuidParam } from '../../http/uuid-param.js';
import { DocumentAdditions } from './document-additions.js';
import { DocumentLibrary } from './document-library.js';

const versionQuerySchema = z.object({
  versionId: z.uuid().optional().meta({ description: 'The version that a citation names.' }),
});

@ApiTags('Knowledge')
@Controller('api/rag/documents')
export class DocumentsController {
  constructor(
    private readonly library: DocumentLibrary,
    private readonly additions: DocumentAdditions,
  ) {}

  @Get()
  @KeyScope('documents:read')
  @ApiRoute({
    operationId: 'listDocuments',
    summary: 'List the documents that you can ask about',
    description: 'Your own and the shared ones, newest first; if you like only some of them.',
    ok: documentPageSchema,
  })
  list(
    @CurrentUser() user: SignedInUser,
    @Query({ schema: documentQuerySchema }) query: DocumentQuery,
  ): Promise<Page<Document>> {
    return this.library.list(user, query);
  }

  @Post()
  @KeyScope('documents:write')
  @ApiRoute({
    operationId: 'createDocument',
    summary: 'Add a document',
    description:
      'It can be asked about once its status is `ready`. The same text sent again gives the document that is there already.',
    created: documentSchema,
    ok: documentSchema,
    errors: ['empty_content', 'conflict', 'key_reused'],
  })
  @ApiIdempotencyKey('document')
  create(
    @CurrentUser() user: SignedInUser,
    @Body({ schema: createDocumentSchema }) body: z.output<typeof createDocumentSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Document> {
    const content = ['text', body];
    return this.additions.once(user, { request, response, content }, (bind) => this.library.create(user, body, bind));
  }

  @Get(':id')
  @KeyScope('documents:read')
  @ApiRoute({
    operationId: 'getDocument',
    summary: 'Read what is known about a document',
    ok: documentSchema,
    errors: ['not_found'],
  })
  read(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<Document> {
    return this.library.read(user, id);
  }

  @Get(':id/text')
  @KeyScope('documents:read')
  @ApiRoute({
    operationId: 'getDocumentText',
    summary: 'Read the text of a document',
    description: 'Citations name a version and offsets into this text. Without `versionId`: the current version.',
    ok: documentTextSchema,
    errors: ['not_found'],
  })
  text(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @Query({ schema: versionQuerySchema }) query: z.output<typeof versionQuerySchema>,
  ): Promise<DocumentText> {
    return this.library.text(user, id, query.versionId);
  }

  @Put(':id/text')
  @KeyScope('documents:write')
  @ApiRoute({
    operationId: 'replaceDocumentText',
    summary: 'Replace the text of a document',
    description:
      'Makes a new version. The one before is found until the new one is `ready`, and then the new one alone. Its citations ' +
      'go on pointing to its text. The same text again changes nothing.',
    ok: documentSchema,
    errors: ['not_found', 'empty_content'],
  })
  replaceText(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @Body({ schema: replaceTextSchema }) { text }: ReplaceText,
  ): Promise<Document> {
    return this.library.replaceText(user, id, text);
  }

  @Get(':id/versions')
  @KeyScope('documents:read')
  @ApiRoute({
    operationId: 'listDocumentVersions',
    summary: 'List the versions of a document',
    description: 'Newest first. Read the text of one with `versionId`.',
    ok: documentVersionsSchema,
    errors: ['not_found'],
  })
  versions(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<DocumentVersions> {
    return this.library.versions(user, id);
  }

  @Post(':id/reindex')
  @KeyScope('documents:write')
  @HttpCode(200)
  @ApiRoute({
    operationId: 'reindexDocument',
    summary: 'Take a document in again',
    description:
      'Its newest text, also after it failed or was cancelled. The text of a URL is fetched anew, with the errors of adding one; ' +
      'the document then stays as it was.',
    ok: documentSchema,
    errors: ['not_found', 'empty_content', 'unreadable_file', 'url_refused', 'url_unreachable'],
  })
  reindex(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<Document> {
    return this.library.reindex(user, id);
  }

  @Post(':id/cancel')
  @KeyScope('documents:write')
  @HttpCode(200)
  @ApiRoute({
    operationId: 'cancelDocument',
    summary: 'Cancel the ingestion of a document',
    description:
      'A new version is dropped, and the document is `ready` with the one before; a document that never was is `cancelled`. ' +
      'Nothing changes when the document is not `processing`.',
    ok: documentSchema,
    errors: ['not_found'],
  })
  cancel(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<Document> {
    return this.library.cancel(user, id);
  }

  @Patch(':id')
  @KeyScope('documents:write')
  @ApiRoute({
    operationId: 'updateDocument',
    summary: 'Rename, share, unshare or move a document',
    description: 'For its owner; for administrators where nobody owns it.',
    ok: documentSchema,
    errors: ['not_found', 'precondition_failed'],
  })
  @ApiIfMatch()
  change(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @Body({ schema: changeDocumentSchema }) body: ChangeDocument,
    @IfMatch() precondition: Precondition | undefined,
  ): Promise<Document> {
    return this.library.change(user, id, body, precondition);
  }

  @Delete(':id')
  @KeyScope('documents:write')
  @HttpCode(204)
  @ApiRoute({
    operationId: 'deleteDocument',
    summary: 'Delete a document',
    description: 'With its text and passages, for good. Answers keep the words that they quoted.',
    noContent: true,
    errors: ['not_found', 'precondition_failed'],
  })
  @ApiIfMatch()
  delete(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @IfMatch() precondition: Precondition | undefined,
  ): Promise<void> {
    return this.library.delete(user, id, precondition);
  }
}
