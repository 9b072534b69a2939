import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  type AnswerTrace,
  answerTraceSchema,
  type Message,
  type MessagePage,
  type MessagePageQuery,
  messagePageQuerySchema,
  messagePageSchema,
  messageSchema,
  type Thread,
  threadSchema,
} from '@chatkit/contract';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { KeyScope } from '../auth/key-scope.js';
import { ApiRoute } from '../http/api-route.js';
import { UuidParam } from '../http/uuid-param.js';
import { MessagesService } from './messages.service.js';

@ApiTags('Messages')
@Controller('api/chat')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Get('threads/:id/messages')
  @KeyScope('threads:read')
  @ApiRoute({
    operationId: 'listMessages',
    summary: 'Read the messages of a thread',
    description:
      'Newest first: the first page holds the end of the conversation, `nextCursor` leads back in time and `previousCursor` forward. `around` begins in the middle, at a message that is shown; for one of another branch it gives 404.',
    ok: messagePageSchema,
    errors: ['not_found'],
  })
  list(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @Query({ schema: messagePageQuerySchema }) query: MessagePageQuery,
  ): Promise<MessagePage> {
    return this.messages.list(user.id, id, query);
  }

  @Get('messages/:id')
  @KeyScope('chat', 'threads:read')
  @ApiRoute({ operationId: 'getMessage', summary: 'Read a message', ok: messageSchema, errors: ['not_found'] })
  read(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<Message> {
    return this.messages.read(user.id, id);
  }

  @Get('messages/:id/trace')
  @KeyScope('chat', 'threads:read')
  @ApiRoute({
    operationId: 'getAnswerTrace',
    summary: 'See how an answer came about',
    description: 'What was searched for and found, what the model was given, and how long each step took.',
    ok: answerTraceSchema,
    errors: ['not_found'],
  })
  trace(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<AnswerTrace> {
    return this.messages.trace(user.id, id);
  }

  @Post('messages/:id/select')
  @KeyScope('threads:write')
  @HttpCode(200)
  @ApiRoute({
    operationId: 'selectMessage',
    summary: 'Show another branch',
    description:
      'Makes this message, one of several `siblings`, the one that is shown. Below it the newest messages are shown, and the next question follows them.',
    ok: threadSchema,
    errors: ['not_found'],
  })
  select(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<Thread> {
    return this.messages.select(user.id, id);
  }
}
