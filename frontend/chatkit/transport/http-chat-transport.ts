import { InjectionToken, Service, inject } from '@angular/core';
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
  SearchResults,
  SendMessage,
  Thread,
  UpdateThread,
  UserEvent,
} from '@chatkit/contract';
import type { ChatFrame } from '../chat-frame';
import { RECONNECT_DELAY } from '../reconnect-delay';
import { ChatTransport, type MessagePageRequest, type ThreadPageRequest } from './chat-transport';
import { queryOf, type HttpRequest } from './http-client';
import { readChatFrames, readUserEvents } from './read-frames';
import { RequestSigner } from './request-signer';
import { shareEvents } from './share-events';

/** Where the server's API is; `/api` of the page's own origin unless provided. */
export const CHAT_API_URL = new InjectionToken<string>('CHAT_API_URL', { factory: () => '/api' });

/** The server over HTTP, with answers as server-sent events. */
@Service({ autoProvided: false })
export class HttpChatTransport extends ChatTransport {
  readonly #url = inject(CHAT_API_URL);
  readonly #signer = inject(RequestSigner);
  readonly #reconnectDelay = inject(RECONNECT_DELAY);

  override listThreads({ archived, ...page }: ThreadPageRequest): Promise<Page<Thread>> {
    return this.#fetchJson(`/chat/threads${queryOf({ ...page, archived: archived === true ? 'true' : undefined })}`);
  }

  override readThread(threadId: string): Promise<Thread> {
    return this.#fetchJson(`/chat/threads/${threadId}`);
  }

  override createThread(title?: string): Promise<Thread> {
    const body = title === undefined ? {} : { title };
    return this.#fetchJson('/chat/threads', { method: 'POST', body });
  }

  override updateThread(threadId: string, change: UpdateThread): Promise<Thread> {
    return this.#fetchJson(`/chat/threads/${threadId}`, { method: 'PATCH', body: change });
  }

  override async deleteThread(threadId: string): Promise<void> {
    await this.#fetch(`/chat/threads/${threadId}`, { method: 'DELETE' });
  }

  override restoreThread(threadId: string): Promise<Thread> {
    return this.#fetchJson(`/chat/threads/${threadId}/restore`, { method: 'POST', body: {} });
  }

  override async exportThread(threadId: string, format: ExportFormat): Promise<Blob> {
    const headers = { accept: format === 'json' ? 'application/json' : 'text/markdown' };
    return (await this.#fetch(`/chat/threads/${threadId}/export${queryOf({ format })}`, { headers })).blob();
  }

  override async searchThreads(query: string, signal: AbortSignal, threadId?: string): Promise<readonly SearchHit[]> {
    const path = `/chat/search${queryOf({ q: query, threadId })}`;
    const { data } = await this.#fetchJson<SearchResults>(path, { signal });
    return data;
  }

  override listMessages(threadId: string, page: MessagePageRequest): Promise<MessagePage> {
    return this.#fetchJson(`/chat/threads/${threadId}/messages${queryOf({ ...page })}`);
  }

  override send(message: SendMessage, signal: AbortSignal): AsyncIterable<ChatFrame> {
    return this.#stream('/chat/message', { method: 'POST', body: message, signal });
  }

  override retry(answerId: string, clientMessageId: string, signal: AbortSignal): AsyncIterable<ChatFrame> {
    return this.#stream(`/chat/messages/${answerId}/retry`, { method: 'POST', body: { clientMessageId }, signal });
  }

  override resume(answerId: string, lastFrameId: string | null, signal: AbortSignal): AsyncIterable<ChatFrame> {
    const headers: Record<string, string> = lastFrameId === null ? {} : { 'last-event-id': lastFrameId };
    return this.#stream(`/chat/messages/${answerId}/events`, { headers, signal });
  }

  override selectMessage(messageId: string): Promise<Thread> {
    return this.#fetchJson(`/chat/messages/${messageId}/select`, { method: 'POST', body: {} });
  }

  override stop(answerId: string): Promise<Message> {
    return this.#fetchJson(`/chat/messages/${answerId}/stop`, { method: 'POST', body: {} });
  }

  override async giveFeedback(answerId: string, feedback: Feedback | null): Promise<void> {
    const request: HttpRequest = feedback === null ? { method: 'DELETE' } : { method: 'PUT', body: feedback };
    await this.#fetch(`/chat/messages/${answerId}/feedback`, request);
  }

  override readDocumentText(documentId: string, versionId: string): Promise<DocumentText> {
    return this.#fetchJson(`/rag/documents/${documentId}/text${queryOf({ versionId })}`);
  }

  override checkCitation(messageId: string, n: number): Promise<CitationCheck> {
    return this.#fetchJson(`/chat/messages/${messageId}/citations/${n}`);
  }

  override readTrace(answerId: string): Promise<AnswerTrace> {
    return this.#fetchJson(`/chat/messages/${answerId}/trace`);
  }

  override readOverview(): Promise<KnowledgeOverview> {
    return this.#fetchJson('/rag/overview');
  }

  override listen(userId: string, heard: (event: UserEvent) => void, signal: AbortSignal): Promise<void> {
    const open = () => this.#userEvents(signal);
    return shareEvents({ name: `chatkit.events.${userId}`, open, heard, signal, reconnectDelay: this.#reconnectDelay });
  }

  /** The response's body, trusted to have the shape that the contract promises. */
  async #fetchJson<T>(path: string, request?: HttpRequest): Promise<T> {
    return (await (await this.#fetch(path, request)).json()) as T;
  }

  #fetch(path: string, request?: HttpRequest): Promise<Response> {
    return this.#signer.fetch(this.#url + path, request);
  }

  async *#stream(path: string, request: HttpRequest): AsyncGenerator<ChatFrame> {
    yield* readChatFrames(await this.#openStream(path, request));
  }

  async *#userEvents(signal: AbortSignal): AsyncGenerator<UserEvent> {
    yield* readUserEvents(await this.#openStream('/events', { signal }));
  }

  #openStream(path: string, request: HttpRequest): Promise<Response> {
    const headers = { ...request.headers, accept: 'text/event-stream' };
    return this.#fetch(path, { ...request, headers });
  }
}
