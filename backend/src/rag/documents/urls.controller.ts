import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { addUrlSchema, type Document, documentSchema } from '@chatkit/contract';
import type { z } from 'zod';
import { CurrentUser, type SignedInUser } from '../../auth/current-user.js';
import { KeyScope } from '../../auth/key-scope.js';
import { ApiRoute } from '../../http/api-route.js';
import { DocumentLibrary } from './document-library.js';

@ApiTags('Knowledge')
@Controller('api/rag/documents/urls')
export class UrlsController {
  constructor(private readonly library: DocumentLibrary) {}

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
    errors: ['empty_content', 'unreadable_file', 'url_refused', 'url_unreachable'],
  })
  add(
    @CurrentUser() user: SignedInUser,
    @Body({ schema: addUrlSchema }) body: z.output<typeof addUrlSchema>,
  ): Promise<Document> {
    return this.library.createFromUrl(user, body);
  }
}
