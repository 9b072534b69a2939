import { randomUUID } from 'node:crypto';
import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { type ChatCompletionRequest, chatCompletionRequestSchema, chatCompletionSchema } from '@chatkit/contract';
import type { Request, Response } from 'express';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { KeyScope } from '../auth/key-scope.js';
import { keyOf } from '../chat/chat.controller.js';
import { ChatService } from '../chat/chat.service.js';
import { ENV, type Env } from '../env.js';
import { askerOf } from '../usage/asker.js';
import { ApiOpenAiRoute } from './api-openai-route.js';
import { collectionOf, questionOf, threadOf } from './asked-messages.js';
import { Completion } from './completion.js';
import { LooseCompletions } from './loose-completions.js';
import { modelOf } from './model-of.js';
import { ThreadCompletions } from './thread-completions.js';

const STREAM_EXAMPLE = `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}], ...}

data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"Set \`DATABASE_URL\` [1]."},"finish_reason":null}], ...}

data: {"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}], ...}

data: [DONE]
`;

@ApiTags('OpenAI-compatible')
@Controller('v1/chat/completions')
export class CompletionsController {
  constructor(
    private readonly chat: ChatService,
    private readonly loose: LooseCompletions,
    private readonly threads: ThreadCompletions,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'For a turn that is stored: your own key for it.',
  })
  @ApiOpenAiRoute({
    operationId: 'createChatCompletion',
    summary: 'Ask as OpenAI’s clients do',
    description:
      'The last message is asked, the earlier ones are the conversation, and nothing is stored; the answer ends when you leave. ' +
      'With `metadata.thread_id` the turn is stored in that thread, or in a new one with `new`, as by `POST /api/chat/message`.',
    ok: chatCompletionSchema,
    streams: STREAM_EXAMPLE,
    errors: [400, 404, 409, 413, 415, 422, 502, 504],
  })
  @KeyScope('chat')
  async create(
    @CurrentUser() user: SignedInUser,
    @Body({ schema: chatCompletionRequestSchema }) body: ChatCompletionRequest,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const options = {
      model: modelOf(body.model),
      includeUsage: body.stream_options?.include_usage ?? false,
      urlOf: this.#sourceUrls(request),
    };
    const asker = askerOf(user);
    const place = threadOf(body);
    if (!place) {
      const completion = new Completion({ ...options, id: randomUUID() });
      if (body.stream) return this.loose.stream(asker, body, completion, response);
      response.json(await this.loose.whole(asker, body, completion, response));
      return;
    }
    const question = { content: questionOf(body), collection: collectionOf(body), ...place };
    const turn = await this.chat.send(asker, question, keyOf(request, {}));
    if (turn.replayed) response.set('idempotency-replayed', 'true');
    const completion = new Completion({ ...options, id: turn.turn.message.id });
    if (body.stream) return this.threads.stream(user.id, turn, completion, response);
    response.json(await this.threads.whole(user.id, turn, completion, response));
  }

  #sourceUrls(request: Request) {
    const own = this.env.BETTER_AUTH_URL ?? `${request.protocol}://${request.get('host') ?? 'localhost'}`;
    return ({ documentId, versionId }: { documentId: string; versionId: string }) =>
      new URL(`/api/rag/documents/${documentId}/text?versionId=${versionId}`, own).href;
  }
}
