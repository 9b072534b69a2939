import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type CreateThread,
  createThreadSchema,
  type Page,
  type PageQuery,
  pageQuerySchema,
  type RenameThread,
  renameThreadSchema,
  type Thread,
  threadPageSchema,
  threadSchema,
} from '@chatkit/contract';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { ApiRoute } from '../http/api-route.js';
import { UuidParam } from '../http/uuid-param.js';
import { ThreadsService } from './threads.service.js';

@ApiTags('Threads')
@Controller('api/chat/threads')
export class ThreadsController {
  constructor(private readonly threads: ThreadsService) {}

  @Get()
  @ApiRoute({
    summary: 'List your threads',
    description: 'Newest first, by the time of the last message.',
    ok: threadPageSchema,
    errors: [400],
  })
  list(@CurrentUser() user: SignedInUser, @Query({ schema: pageQuerySchema }) query: PageQuery): Promise<Page<Thread>> {
    return this.threads.list(user.id, query);
  }

  @Post()
  @ApiRoute({
    summary: 'Create an empty thread',
    description: 'Rarely needed: sending a message without a thread makes one.',
    created: threadSchema,
    errors: [400],
  })
  create(@CurrentUser() user: SignedInUser, @Body({ schema: createThreadSchema }) body: CreateThread): Promise<Thread> {
    return this.threads.create(user.id, body);
  }

  @Get(':id')
  @ApiRoute({ summary: 'Read a thread', ok: threadSchema, errors: [400, 404] })
  read(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<Thread> {
    return this.threads.read(user.id, id);
  }

  @Patch(':id')
  @ApiRoute({ summary: 'Rename a thread', ok: threadSchema, errors: [400, 404] })
  rename(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @Body({ schema: renameThreadSchema }) body: RenameThread,
  ): Promise<Thread> {
    return this.threads.rename(user.id, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiRoute({
    summary: 'Delete a thread',
    description: 'With all its messages, for good.',
    noContent: true,
    errors: [400, 404],
  })
  delete(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<void> {
    return this.threads.delete(user.id, id);
  }
}
