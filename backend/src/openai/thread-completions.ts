import { Injectable, NotFoundException } from '@nestjs/common';
import type { AnswerTrace, ChatCompletion, Message } from '@chatkit/contract';
import type { Response } from 'express';
import { type BegunTurn, ChatService } from '../chat/chat.service.js';
import { EventStream, readerLeft } from '../http/event-stream.js';
import { MessagesService } from '../messages/messages.service.js';
import type { Completion, EndedAnswer } from './completion.js';
import { CompletionFrames } from './completion-frames.js';
import { toOpenAiError } from './openai-error.js';

/** Answers of stored turns, which go on when the reader leaves. */
@Injectable()
export class ThreadCompletions {
  constructor(
    private readonly chat: ChatService,
    private readonly messages: MessagesService,
  ) {}

  async whole(userId: string, turn: BegunTurn, completion: Completion, response: Response): Promise<ChatCompletion> {
    const { message } = await this.chat.untilEnded(userId, turn, readerLeft(response));
    return completion.whole(await this.#endedAnswer(userId, message));
  }

  async stream(userId: string, turn: BegunTurn, completion: Completion, response: Response): Promise<void> {
    const stream = new EventStream(response);
    const frames = new CompletionFrames(completion);
    try {
      await this.chat.follow(userId, turn, frames, stream);
      if (frames.message) stream.send(completion.finish(await this.#endedAnswer(userId, frames.message)));
      else if (!frames.ended) stream.send(frames.breakOff());
    } catch (error) {
      stream.send(completion.error(toOpenAiError(error)));
    } finally {
      stream.end();
    }
  }

  async #endedAnswer(userId: string, message: Message): Promise<EndedAnswer> {
    const { id, threadId, status, content, citations, error, model } = message;
    const trace = await this.#trace(userId, id);
    // One that is still being written is for nobody: its reader has left.
    const ended = status === 'generating' ? 'stopped' : status;
    return { status: ended, content, citations, error, model, trace, threadId, messageId: id };
  }

  async #trace(userId: string, messageId: string): Promise<AnswerTrace | null> {
    try {
      return await this.messages.trace(userId, messageId);
    } catch (error) {
      if (error instanceof NotFoundException) return null; // it ended before anything was searched for
      throw error;
    }
  }
}
