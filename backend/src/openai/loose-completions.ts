import { Inject, Injectable } from '@nestjs/common';
import type { ChatCompletion, ChatCompletionRequest } from '@chatkit/contract';
import type { Response } from 'express';
import type { Asked, WrittenAnswer } from '../chat/answer-writer.js';
import { ChatService } from '../chat/chat.service.js';
import { LooseDraft } from '../chat/loose-draft.js';
import { ENV, type Env } from '../env.js';
import { EventStream, readerLeft } from '../http/event-stream.js';
import type { Asker } from '../usage/asker.js';
import { collectionOf, historyOf, instructionsOf, questionOf } from './asked-messages.js';
import type { Completion, EndedAnswer } from './completion.js';
import { toOpenAiError } from './openai-error.js';

/** So long an error can still be told by its status; then the stream begins, and with it the heartbeats. */
const PATIENCE_MS = 10_000;

/** Answers that are stored nowhere: the request holds the whole conversation, and the model stops when the reader leaves. */
@Injectable()
export class LooseCompletions {
  constructor(
    private readonly chat: ChatService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async whole(
    asker: Asker,
    request: ChatCompletionRequest,
    completion: Completion,
    response: Response,
  ): Promise<ChatCompletion> {
    const draft = new LooseDraft();
    const written = await this.chat.answer(asker, this.#asked(asker, request), draft, readerLeft(response));
    return completion.whole(endedAnswer(draft, written));
  }

  async stream(
    asker: Asker,
    request: ChatCompletionRequest,
    completion: Completion,
    response: Response,
  ): Promise<void> {
    let stream: EventStream | undefined;
    const open = (): EventStream => {
      if (stream) return stream;
      stream = new EventStream(response);
      stream.send(completion.role());
      return stream;
    };
    const draft = new LooseDraft({ onText: (text) => open().send(completion.text(text)) });
    const impatience = setTimeout(open, PATIENCE_MS);
    try {
      const written = await this.chat.answer(asker, this.#asked(asker, request), draft, readerLeft(response));
      const end = completion.finish(endedAnswer(draft, written));
      open().send(end);
    } catch (error) {
      if (!stream) throw error;
      stream.send(completion.error(toOpenAiError(error)));
    } finally {
      clearTimeout(impatience);
      stream?.end();
    }
  }

  #asked({ userId }: Asker, request: ChatCompletionRequest): Asked {
    return {
      userId,
      question: questionOf(request),
      collection: collectionOf(request),
      history: () => Promise.resolve(historyOf(request, this.env.CONTEXT_TOKENS)),
      instructions: instructionsOf(request),
    };
  }
}

function endedAnswer({ text, model }: LooseDraft, written: WrittenAnswer): EndedAnswer {
  return { ...written, content: text, model, threadId: null, messageId: null };
}
