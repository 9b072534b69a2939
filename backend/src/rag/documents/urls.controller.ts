import { Body, Controller, Post, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { addUrlSchema, type Document, documentSchema } from '@chatkit/contract';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { CurrentUser, type SignedInUser } from '../../auth/current-user.js';
import { KeyScope } from '../../auth/key-scope.js';
import { ApiRoute } from '../../http/api-route.js';
import { ApiIdempotencyKey } from '../../http/idempotency-key.js';
import { DocumentAdditions } from './document-additions.js';
import { DocumentLibrary } from './document-library.js';

@ApiTags('Knowledge')
@Controller('api/rag/documents/urls')
export class UrlsController {
  constructor(
    private readonly library: DocumentLibrary,
    private readonly additions: DocumentAdditions,
  ) {}

  @Post()
  @KeyScope('documents:write')
  @ApiRoute({
    operationId: 'addUrl',
    summary: 'Add a web page',
    description:
      'Fetches an HTML page, or a Markdown, text, PDF or Word file of up to 20 MB, within 30 seconds; a URL that you added ' +
      'before gives its document with the text as it is now. Only public addresses are fetched: others are 422 with the code ' +
      '`url_refused`. What gives no page is 422 with `url_unreachable`, what cannot be read 422 with `unreadable_file`.',
    created: documentSchema,
    ok: documentSchema,
    errors: ['empty_content', 'conflict', 'key_reused', 'unreadable_file', 'url_refused', 'url_unreachable'],
  })
  @ApiIdempotencyKey('document')
  add(
    @CurrentUser() user: SignedInUser,
    @Body({ schema: addUrlSchema }) body: z.output<typeof addUrlSchema>,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Document> {
    const content = ['url', body];
    return this.additions.once(user, { request, response, content }, (bind) =>
      this.library.createFromUrl(user, body, bind),
    );
  }
}
