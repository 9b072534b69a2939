import { Body, Controller, Get, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import {
  type Message,
  messageSchema,
  retryMessageSchema,
  type RetryMessage,
  type SendMessage,
  sendMessageSchema,
} from '@chatkit/contract';
import type { Request, Response } from 'express';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { KeyScope } from '../auth/key-scope.js';
import { ApiRoute } from '../http/api-route.js';
import { EventStream, readerLeft } from '../http/event-stream.js';
import { idempotencyKey, markReplayed } from '../http/idempotency-key.js';
import { ProblemException } from '../http/problem-exception.js';
import { UuidParam } from '../http/uuid-param.js';
import { askerOf } from '../usage/asker.js';
import { ApiTurn } from './api-turn.js';
import { type BegunTurn, ChatService } from './chat.service.js';
import { FollowedAnswer, parsePosition, type Position } from './followed-answer.js';
import type { StoredTurn } from './turn-store.js';
import { TURN_STREAM } from './turn-stream.js';

@ApiTags('Chat')
@Controller('api/chat')
export class ChatController {
  constructor(private readonly chat: ChatService) {}

  @Post('message')
  @KeyScope('chat')
  @ApiTurn({
    operationId: 'sendMessage',
    summary: 'Ask a question',
    description:
      'Saves the question, retrieves passages, has the answer written, saves it and returns both. Without `threadId` a new thread is made.',
    errors: ['not_found', 'turn_running', 'empty_content', 'key_reused', 'quota_exceeded'],
  })
  async send(
    @CurrentUser() user: SignedInUser,
    @Body({ schema: sendMessageSchema }) body: SendMessage,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.#answer(user, await this.chat.send(askerOf(user), body, keyOf(request, body)), request, response);
  }

  @Post('messages/:id/retry')
  @KeyScope('chat')
  @ApiTurn({
    operationId: 'retryMessage',
    summary: 'Answer the same question again',
    description: 'Adds a new answer beside the old one, which is kept but no longer shown.',
    errors: ['not_found', 'turn_running', 'key_reused', 'quota_exceeded'],
  })
  async retry(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @Body({ schema: retryMessageSchema }) body: RetryMessage,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.#answer(user, await this.chat.retry(askerOf(user), id, keyOf(request, body)), request, response);
  }

  @Get('messages/:id/events')
  @KeyScope('chat', 'threads:read')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'The `id` of the last frame that was read.' })
  @ApiRoute({
    operationId: 'followMessage',
    summary: 'Follow an answer',
    description:
      'Streams the answer as `POST /api/chat/message` does: from the beginning, or from after `Last-Event-ID`.',
    streams: TURN_STREAM,
    errors: ['not_found'],
  })
  async events(
    @CurrentUser() user: SignedInUser,
    @UuidParam('id') id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const turn = await this.chat.find(user.id, id);
    await this.#follow(user, turn, parsePosition(lastEventId), response);
  }

  @Post('messages/:id/stop')
  @KeyScope('chat')
  @HttpCode(200)
  @ApiRoute({
    operationId: 'stopMessage',
    summary: 'Stop an answer',
    description: 'Keeps what was written so far. An answer that has ended stays as it is.',
    ok: messageSchema,
    errors: ['not_found'],
  })
  stop(@CurrentUser() user: SignedInUser, @UuidParam('id') id: string): Promise<Message> {
    return this.chat.stop(user.id, id);
  }

  async #answer(user: SignedInUser, turn: BegunTurn, request: Request, response: Response): Promise<void> {
    if (turn.replayed) markReplayed(response);
    if (request.accepts(['application/json', 'text/event-stream']) === 'text/event-stream') {
      return this.#follow(user, turn, undefined, response);
    }
    response.location(`/api/chat/messages/${turn.turn.message.id}`);
    if (request.get('prefer')?.includes('respond-async')) {
      response.status(202).json(turn.turn);
      return;
    }
    const ended = await this.chat.untilEnded(user.id, turn, readerLeft(response));
    response.status(turn.replayed ? 200 : 201).json(ended);
  }

  async #follow(
    user: SignedInUser,
    turn: StoredTurn,
    position: Position | undefined,
    response: Response,
  ): Promise<void> {
    const stream = new EventStream(response);
    await this.chat.follow(user.id, turn, new FollowedAnswer(position), stream);
    stream.end();
  }
}

/** The key that makes a send safe to repeat. Throws a 400 problem when body and header name different ones. */
export function keyOf(request: Request, { clientMessageId }: { clientMessageId?: string | undefined }): string | null {
  const header = idempotencyKey(request);
  if (header && clientMessageId && header !== clientMessageId)
    throw new ProblemException(
      'bad_request',
      'clientMessageId and Idempotency-Key name different keys. Send one of them.',
    );
  return clientMessageId ?? header;
}
