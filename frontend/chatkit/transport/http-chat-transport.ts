import { InjectionToken, Service, inject } from '@angular/core';
import type { DocumentText, KnowledgeOverview, Message, Page, SendMessage, Thread } from '@chatkit/contract';
import type { ChatFrame } from '../chat-frame';
import { ChatTransport, type PageRequest } from './chat-transport';
import { fetchFrom, fetchJson, queryOf, type HttpRequest } from './http-client';
import { readFrames } from './read-frames';

/** Where the server's API is; `/api` of the page's own origin unless provided. */
export const CHAT_API_URL = new InjectionToken<string>('CHAT_API_URL', { factory: () => '/api' });

/** The server over HTTP, with answers as server-sent events. */
@Service({ autoProvided: false })
export class HttpChatTransport extends ChatTransport {
  readonly #url = inject(CHAT_API_URL);

  override listThreads(page: PageRequest): Promise<Page<Thread>> {
    return fetchJson(`${this.#url}/chat/threads${queryOf({ ...page })}`);
  }

  override createThread(title?: string): Promise<Thread> {
    const body = title === undefined ? {} : { title };
    return fetchJson(`${this.#url}/chat/threads`, { method: 'POST', body });
  }

  override renameThread(threadId: string, title: string): Promise<Thread> {
    return fetchJson(`${this.#url}/chat/threads/${threadId}`, { method: 'PATCH', body: { title } });
  }

  override async deleteThread(threadId: string): Promise<void> {
    await fetchFrom(`${this.#url}/chat/threads/${threadId}`, { method: 'DELETE' });
  }

  override listMessages(threadId: string, page: PageRequest): Promise<Page<Message>> {
    return fetchJson(`${this.#url}/chat/threads/${threadId}/messages${queryOf({ ...page })}`);
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

  override stop(answerId: string): Promise<Message> {
    return fetchJson(`${this.#url}/chat/messages/${answerId}/stop`, { method: 'POST', body: {} });
  }

  override readDocumentText(documentId: string, versionId: string): Promise<DocumentText> {
    return fetchJson(`${this.#url}/rag/documents/${documentId}/text${queryOf({ versionId })}`);
  }

  override readOverview(): Promise<KnowledgeOverview> {
    return fetchJson(`${this.#url}/rag/overview`);
  }

  async *#stream(path: string, request: HttpRequest): AsyncGenerator<ChatFrame> {
    const headers = { ...request.headers, accept: 'text/event-stream' };
    yield* readFrames(await fetchFrom(`${this.#url}${path}`, { ...request, headers }));
  }
}
