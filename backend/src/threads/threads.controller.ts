import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type CreateThread,
  createThreadSchema,
  type Page,
  type Thread,
  threadPageSchema,
  type ThreadQuery,
  threadQuerySchema,
  threadSchema,
  type UpdateThread,
  updateThreadSchema,
} from '@chatkit/contract';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { KeyScope } from '../auth/key-scope.js';
import { ApiRoute } from '../http/api-route.js';
import { ApiIfMatch, IfMatch, type Precondition } from '../http/precondition.js';
import { UuidParam } from '../http/uuid-param.js';
import { ThreadsService } from './threads.service.js';

@ApiTags('Threads')
@Controller('api/chat/threads')
export class ThreadsController {
  constructor(private readonly threads: ThreadsService) {}

  @Get()
  @KeyScope('threads:read')
  @ApiRoute({
    operationId: 'listThreads',
    summary: 'List your threads',
    description: 'Pinned ones first; of these and of the others the newest first, by the time of the last message.',
    ok: threadPageSchema,
  })
  list(
    @CurrentUser() user: SignedInUser,
    @Query({ schema: threadQuerySchema }) query: ThreadQuery,
  ): Promise<Page<Thread>> {
    return this.threads.list(user.id, query);
  }

  @Post()
  @KeyScope('threads:write')
  @ApiRoute({
    operationId: 'createThread',
    summary: 'Create an empty thread',
    description: 'Rarely needed: sending a message without a thread makes one.',
    created: threadSchema,
  })
  create(@CurrentUser() user: SignedInUser, @Body({ schema: createThreadSchema }) body: CreateThread): Promise<Thread> {
    return this.threads.create(user.id, body);
  }

  @Get(':id')
  @KeyScope('threads:read')
  @ApiRoute({ operationId: 'getThread', summary: 'Read a thread', ok: threadSchema, errors: ['not_found'] })
  read(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<Thread> {
    return this.threads.read(user.id, id);
  }

  @Patch(':id')
  @KeyScope('threads:write')
  @ApiRoute({
    operationId: 'updateThread',
    summary: 'Rename, pin or archive a thread',
    ok: threadSchema,
    errors: ['not_found', 'precondition_failed'],
  })
  @ApiIfMatch()
  update(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @Body({ schema: updateThreadSchema }) body: UpdateThread,
    @IfMatch() precondition: Precondition | undefined,
  ): Promise<Thread> {
    return this.threads.update(user.id, id, body, precondition);
  }

  @Delete(':id')
  @KeyScope('threads:write')
  @HttpCode(204)
  @ApiRoute({
    operationId: 'deleteThread',
    summary: 'Delete a thread',
    description:
      'It is hidden at once, and an answer that is being written in it is stopped. For 30 seconds it can be restored; then it is deleted with all its messages.',
    noContent: true,
    errors: ['not_found', 'precondition_failed'],
  })
  @ApiIfMatch()
  delete(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @IfMatch() precondition: Precondition | undefined,
  ): Promise<void> {
    return this.threads.delete(user.id, id, precondition);
  }

  @Post(':id/restore')
  @KeyScope('threads:write')
  @HttpCode(200)
  @ApiRoute({
    operationId: 'restoreThread',
    summary: 'Restore a deleted thread',
    description: 'Within 30 seconds after it was deleted.',
    ok: threadSchema,
    errors: ['not_found'],
  })
  restore(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<Thread> {
    return this.threads.restore(user.id, id);
  }
}
