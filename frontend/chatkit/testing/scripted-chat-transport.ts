import { Service } from '@angular/core';
import type {
  AnswerTrace,
  CitationCheck,
  DocumentText,
  ExportFormat,
  Feedback,
  KnowledgeOverview,
  Message,
  MessagePage,
  Page,
  SearchHit,
  SendMessage,
  Thread,
  UpdateThread,
  UserEvent,
} from '@chatkit/contract';
import {
  ChatProblem,
  ChatTransport,
  type ChatFrame,
  type MessagePageRequest,
  type ThreadPageRequest,
} from '@chatkit/angular';
import { buildThread } from './builders';

/** One connection: frames in order, pauses to be let go by the test, and an end by closing or by a problem. */
export type ScriptedStream = readonly (ChatFrame | Promise<void> | ChatProblem)[];

/** A server that answers as it is told, and remembers what it was asked. */
@Service({ autoProvided: false })
export class ScriptedChatTransport extends ChatTransport {
  /** The connections to come, in order; without one left the server cannot be reached. */
  readonly streams: ScriptedStream[] = [];
  readonly threads: Thread[] = [];
  /** Messages of each thread, newest first. */
  readonly messages = new Map<string, Message[]>();
  /** Of each page of messages that was read: its cursor, or the message that it is around; null for the newest. */
  readonly listed: (string | null)[] = [];
  readonly texts = new Map<string, DocumentText>();
  /** By message and number: `answer-1 2`. */
  readonly checks = new Map<string, CitationCheck>();
  readonly sent: SendMessage[] = [];
  readonly retried: string[] = [];
  readonly resumed: { readonly answerId: string; readonly lastFrameId: string | null }[] = [];
  readonly stopped: string[] = [];
  readonly selected: string[] = [];
  readonly judged: { readonly answerId: string; readonly feedback: Feedback | null }[] = [];
  /** What a thread's messages are, newest first, after this message was selected. */
  readonly branches = new Map<string, readonly Message[]>();
  /** Who listens to what happens to their threads, by the user's id. */
  readonly listeners = new Map<string, (event: UserEvent) => void>();
  /** What stopping gives, by the answer's id. */
  readonly stops = new Map<string, Message>();
  /** What is found, by what is searched for. */
  readonly hits = new Map<string, readonly SearchHit[]>();
  readonly #deleted: Thread[] = [];
  /** Makes the next request that is not a stream fail. */
  nextProblem: ChatProblem | null = null;

  override async listThreads({ limit = 30, cursor, archived = false }: ThreadPageRequest): Promise<Page<Thread>> {
    this.#failIfTold();
    return pageOf(
      this.threads.filter((thread) => thread.archived === archived),
      limit,
      cursor,
    );
  }

  override async readThread(threadId: string): Promise<Thread> {
    this.#failIfTold();
    return this.#threadOf(threadId);
  }

  override async createThread(title = 'New chat'): Promise<Thread> {
    this.#failIfTold();
    const thread = buildThread({ id: `thread-${this.threads.length + 1}`, title });
    this.threads.unshift(thread);
    return thread;
  }

  override async updateThread(threadId: string, change: UpdateThread): Promise<Thread> {
    this.#failIfTold();
    const changed = { ...this.#threadOf(threadId), ...change };
    this.threads[this.threads.indexOf(this.#threadOf(threadId))] = changed;
    return changed;
  }

  override async deleteThread(threadId: string): Promise<void> {
    this.#failIfTold();
    this.#deleted.push(...this.threads.splice(this.threads.indexOf(this.#threadOf(threadId)), 1));
  }

  override async restoreThread(threadId: string): Promise<Thread> {
    this.#failIfTold();
    const thread = this.#deleted.find((candidate) => candidate.id === threadId);
    if (thread === undefined) {
      throw new ChatProblem('not_found', threadId, 404);
    }
    this.threads.unshift(thread);
    return thread;
  }

  override async exportThread(threadId: string, format: ExportFormat): Promise<Blob> {
    return new Blob([`${format} of ${this.#threadOf(threadId).title}`]);
  }

  override async searchThreads(query: string, _signal: AbortSignal, threadId?: string): Promise<readonly SearchHit[]> {
    return (this.hits.get(query) ?? []).filter(({ thread }) => threadId === undefined || thread.id === threadId);
  }

  override async listMessages(
    threadId: string,
    { limit = 50, cursor, around }: MessagePageRequest,
  ): Promise<MessagePage> {
    this.#failIfTold();
    this.listed.push(around ?? cursor ?? null);
    const messages = this.messages.get(threadId);
    if (messages === undefined) {
      throw new ChatProblem('not_found', threadId, 404);
    }
    return messagePageOf(messages, limit, around ?? cursor);
  }

  override send(message: SendMessage, signal: AbortSignal): AsyncIterable<ChatFrame> {
    this.sent.push(message);
    return this.#connect(signal);
  }

  override retry(answerId: string, _clientMessageId: string, signal: AbortSignal): AsyncIterable<ChatFrame> {
    this.retried.push(answerId);
    return this.#connect(signal);
  }

  override resume(answerId: string, lastFrameId: string | null, signal: AbortSignal): AsyncIterable<ChatFrame> {
    this.resumed.push({ answerId, lastFrameId });
    return this.#connect(signal);
  }

  override async selectMessage(messageId: string): Promise<Thread> {
    this.#failIfTold();
    this.selected.push(messageId);
    const branch = this.branches.get(messageId);
    if (branch === undefined) {
      throw new ChatProblem('not_found', messageId, 404);
    }
    const threadId = branch[0]?.threadId ?? '';
    this.messages.set(threadId, [...branch]);
    return buildThread({ id: threadId });
  }

  override async stop(answerId: string): Promise<Message> {
    this.stopped.push(answerId);
    const message = this.stops.get(answerId);
    if (message === undefined) {
      throw new ChatProblem('not_found', answerId, 404);
    }
    return message;
  }

  override async readDocumentText(documentId: string): Promise<DocumentText> {
    const text = this.texts.get(documentId);
    if (text === undefined) {
      throw new ChatProblem('not_found', documentId, 404);
    }
    return text;
  }

  override async checkCitation(messageId: string, n: number): Promise<CitationCheck> {
    const check = this.checks.get(`${messageId} ${n}`);
    if (check === undefined) {
      throw new ChatProblem('not_found', messageId, 404);
    }
    return check;
  }

  override async giveFeedback(answerId: string, feedback: Feedback | null): Promise<void> {
    this.#failIfTold();
    this.judged.push({ answerId, feedback });
  }

  override async readTrace(answerId: string): Promise<AnswerTrace> {
    throw new ChatProblem('not_found', answerId, 404);
  }

  override async readOverview(): Promise<KnowledgeOverview> {
    return { documents: 3, starterQuestions: ['Why trains?'] };
  }

  override listen(userId: string, heard: (event: UserEvent) => void, signal: AbortSignal): Promise<void> {
    this.listeners.set(userId, heard);
    return new Promise((resolve) => {
      signal.addEventListener('abort', () => {
        this.listeners.delete(userId);
        resolve();
      });
    });
  }

  /** Tells everybody who listens. */
  tell(event: UserEvent): void {
    this.listeners.forEach((heard) => heard(event));
  }

  async *#connect(signal: AbortSignal): AsyncGenerator<ChatFrame> {
    const stream = this.streams.shift() ?? [new ChatProblem('offline', 'no stream was scripted', 0)];
    for (const step of stream) {
      if (step instanceof ChatProblem) {
        throw step;
      }
      if (step instanceof Promise) {
        await step;
      } else {
        yield step;
      }
      if (signal.aborted) {
        return;
      }
    }
  }

  #threadOf(threadId: string): Thread {
    const thread = this.threads.find((candidate) => candidate.id === threadId);
    if (thread === undefined) {
      throw new ChatProblem('not_found', threadId, 404);
    }
    return thread;
  }

  #failIfTold(): void {
    const problem = this.nextProblem;
    this.nextProblem = null;
    if (problem !== null) {
      throw problem;
    }
  }
}

function pageOf<T>(items: readonly T[], limit: number, cursor: string | undefined): Page<T> {
  const start = cursor === undefined ? 0 : Number(cursor);
  const end = start + limit;
  return { data: items.slice(start, end), nextCursor: end < items.length ? String(end) : null };
}

/** Cursors are places in the list, and `-12` leads to what is newer than place 12. */
function messagePageOf(messages: readonly Message[], limit: number, from: string | undefined): MessagePage {
  const sought = messages.findIndex(({ id }) => id === from);
  const place = sought >= 0 ? sought - Math.floor(limit / 2) : Number(from ?? 0);
  if (Number.isNaN(place)) {
    throw new ChatProblem('not_found', String(from), 404);
  }
  const end = place < 0 && sought < 0 ? -place : Math.max(0, place) + limit;
  const start = Math.max(0, end - limit);
  const { data, nextCursor } = pageOf(messages, end - start, String(start));
  return { data, nextCursor, previousCursor: start > 0 ? `-${start}` : null };
}
