import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type ExportQuery, exportQuerySchema, type ThreadExport, threadExportSchema } from '@chatkit/contract';
import type { Response } from 'express';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { KeyScope } from '../auth/key-scope.js';
import { ApiRoute } from '../http/api-route.js';
import { UuidParam } from '../http/uuid-param.js';
import { MessagesService } from './messages.service.js';
import { toMarkdown } from './thread-markdown.js';

const EXAMPLE = `# How do I connect a PostgreSQL server?

_Begun 2026-11-23 09:00 UTC_

## Question, 2026-11-23 09:00 UTC

> How do I connect a PostgreSQL server?

## Answer

Set \`DATABASE_URL\` to its address [1].

### Sources

- [1] Configuration › How do I connect a PostgreSQL server?
`;

@ApiTags('Threads')
@Controller('api/chat/threads/:id/export')
export class ExportController {
  constructor(private readonly messages: MessagesService) {}

  @Get()
  @KeyScope('threads:read')
  @ApiRoute({
    operationId: 'exportThread',
    summary: 'Export a thread',
    description:
      'As a file: Markdown with the messages that are shown and the sources of each answer, or JSON with all messages and their citations as everywhere.',
    ok: threadExportSchema,
    text: { 'text/markdown': EXAMPLE },
    errors: ['not_found'],
  })
  async export(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @Query({ schema: exportQuerySchema }) { format }: ExportQuery,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ThreadExport | string> {
    const exported = await this.messages.export(user.id, id, format);
    const { title } = exported.thread;
    const [type, extension] = format === 'json' ? ['application/json', 'json'] : ['text/markdown', 'md'];
    response.type(`${type}; charset=utf-8`);
    response.attachment(`${title.replace(/[/\\?%*:|"<>\p{Cc}]/gu, ' ').trim() || 'Chat'}.${extension}`);
    return format === 'json' ? exported : toMarkdown(exported.thread, exported.messages);
  }
}
