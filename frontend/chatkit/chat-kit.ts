import { DestroyRef, Service, computed, inject, linkedSignal, signal } from '@angular/core';
import type { Citation, DocumentText, KnowledgeOverview, Thread } from '@chatkit/contract';
import { awaitedAnswer, isOpen, type ChatMessage, type MessageEntry } from './chat-message';
import { toChatProblem } from './chat-problem';
import { createClientKey } from './client-key';
import { advance, emptyConversation, type Conversation, type ConversationEvent, type TurnKeys } from './conversation';
import { DraftStore } from './draft-store';
import { followTurn, type TurnStream } from './follow-turn';
import { FrameBatch } from './frame-batch';
import { RECONNECT_DELAY } from './reconnect-delay';
import { ThreadHistory } from './thread-history';
import { ChatTransport } from './transport/chat-transport';

/** What the open thread is doing. */
export type ChatStatus = 'idle' | 'loading' | 'submitted' | 'streaming' | 'failed';

const messagePageSize = 50;

/**
 * A chat without an interface: its state as signals, and what can be done as methods.
 *
 * Methods that ask the server resolve when it has answered and never reject: what went wrong is in `error` or on the
 * message that it concerns. Provide it with `provideChatKit()`.
 */
@Service({ autoProvided: false })
export class ChatKit {
  readonly #transport = inject(ChatTransport);
  readonly #history = inject(ThreadHistory);
  readonly #drafts = inject(DraftStore);
  readonly #reconnectDelay = inject(RECONNECT_DELAY);
  readonly #conversation = signal(emptyConversation);
  readonly #entries = new Map<string, MessageEntry>();
  #reader = new AbortController();
  #stopOnceNamed: string | null = null;

  /** The open thread; null for a new one. */
  readonly threadId = computed(() => this.#conversation().threadId);
  readonly #keys = computed(() => this.#conversation().keys);
  readonly #latest = computed(() => this.#conversation().messages.get(this.#keys().at(-1) ?? ''));

  /** The messages of the open thread, oldest first. */
  readonly messages = computed(() => this.#keys().map((key) => messageAt(this.#conversation(), key)));
  /** The same, each with a signal of its own; the list changes only when messages come or go. */
  readonly entries = computed(() => this.#keys().map((key) => this.#entryOf(key)));
  /** The threads read so far, the one with the newest message first. */
  readonly history = this.#history.threads;
  readonly historyPhase = this.#history.phase;
  readonly historyError = this.#history.error;
  readonly hasMoreThreads = this.#history.hasMore;
  /** Whether messages older than those shown can be loaded. */
  readonly hasOlder = computed(() => this.#conversation().olderCursor !== null);
  /** What went wrong last, other than what an answer's own `error` says. */
  readonly error = computed(() => this.#conversation().error);
  readonly status = computed<ChatStatus>(() => statusOf(this.#conversation(), this.#latest()));
  /** Whether a thread is being loaded or an answer is being made. */
  readonly loading = computed(() => ['loading', 'submitted', 'streaming'].includes(this.status()));
  /** What is typed and not sent, kept per thread over reloads. */
  readonly draft = linkedSignal(() => this.#drafts.read(this.threadId()));
  /** Whether a question can be sent now. */
  readonly canSend = computed(() => !this.loading() && this.#conversation().phase === 'ready');

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#reader.abort());
  }

  /** Replaces the draft of the open thread. */
  setDraft(text: string): void {
    this.draft.set(text);
    this.#drafts.write(this.threadId(), text);
  }

  /** Sends a question and resolves when its turn has ended. Does nothing while another one runs. */
  async sendMessage(text: string): Promise<void> {
    const content = text.trim();
    if (content === '' || !this.canSend()) {
      return;
    }
    const turn = turnOf(createClientKey());
    this.setDraft('');
    this.#dispatch({ type: 'asked', turn, content, at: new Date().toISOString() });
    await this.#send(turn, content);
  }

  /** Ends the running answer; its text so far is kept. */
  async stop(): Promise<void> {
    const answer = this.#latest();
    if (answer?.status !== 'generating') {
      return;
    }
    if (answer.id === null) {
      this.#stopOnceNamed = answer.key;
      return;
    }
    try {
      this.#dispatch({ type: 'settled', message: await this.#transport.stop(answer.id) });
    } catch (error) {
      this.#fail(error);
    }
  }

  /**
   * Tries a message again that went wrong: sends an unsent question with its own key, asks for another answer in place
   * of a failed one, or comes back to an answer whose connection was lost. Resolves when the turn has ended.
   */
  async retry(key: string): Promise<void> {
    const message = this.#conversation().messages.get(key);
    if (message === undefined || this.#conversation().phase !== 'ready') {
      return;
    }
    const at = new Date().toISOString();
    if (message.status === 'unsent') {
      const turn = turnOf(key);
      this.#dispatch({ type: 'resent', turn, at });
      await this.#send(turn, message.content);
    } else if (message.role === 'assistant' && message.status === 'generating') {
      this.#dispatch({ type: 'connectionLost', turn: this.#turnAround(key), forGood: false });
      await this.#resume(message);
    } else if (message.role === 'assistant' && message.id !== null && this.canSend()) {
      const clientKey = createClientKey();
      const turn = { ...this.#turnAround(key), answer: turnOf(clientKey).answer };
      const answerId = message.id;
      this.#dispatch({ type: 'retried', turn, failed: key, at });
      await this.#follow(turn, null, (signal) => this.#transport.retry(answerId, clientKey, signal));
    }
  }

  /** Leaves the open thread for a new one. It is stored with its first message. */
  createThread(): void {
    this.#open(null);
  }

  /** Opens a thread with its newest messages, and follows its answer where one is being made. */
  async loadThread(threadId: string): Promise<void> {
    const reader = this.#open(threadId);
    try {
      const page = await this.#transport.listMessages(threadId, { limit: messagePageSize });
      if (reader.signal.aborted) {
        return;
      }
      this.#dispatch({ type: 'loaded', page });
    } catch (error) {
      if (!reader.signal.aborted) {
        this.#dispatch({ type: 'loadFailed', problem: toChatProblem(error) });
      }
      return;
    }
    const latest = this.#latest();
    if (latest?.status === 'generating') {
      await this.#resume(latest);
    }
  }

  /** Loads the page before the oldest message shown. */
  async loadOlder(): Promise<void> {
    const { threadId, olderCursor } = this.#conversation();
    if (threadId === null || olderCursor === null) {
      return;
    }
    const reader = this.#reader;
    try {
      const page = await this.#transport.listMessages(threadId, { limit: messagePageSize, cursor: olderCursor });
      if (!reader.signal.aborted && this.#conversation().olderCursor === olderCursor) {
        this.#dispatch({ type: 'olderLoaded', page });
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Reads the newest threads again. */
  loadThreads(): Promise<void> {
    return this.#history.load();
  }

  /** Reads the next page of threads. */
  loadMoreThreads(): Promise<void> {
    return this.#history.loadMore();
  }

  /** Gives a thread another title. */
  async renameThread(threadId: string, title: string): Promise<void> {
    try {
      await this.#history.rename(threadId, title);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Deletes a thread with its messages; a new one is opened where it was the open one. */
  async deleteThread(threadId: string): Promise<void> {
    try {
      await this.#history.remove(threadId);
      this.#drafts.write(threadId, '');
      if (this.threadId() === threadId) {
        this.createThread();
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Forgets everything that belongs to who was signed in. */
  clear(): void {
    this.#open(null);
    this.#drafts.clear();
    this.setDraft('');
    this.#history.clear();
  }

  /** Takes the notice in `error` away. */
  dismissError(): void {
    this.#dispatch({ type: 'problemMet', problem: null });
  }

  /** The text that a citation points into. Rejects with a `ChatProblem`. */
  readSource(citation: Citation): Promise<DocumentText> {
    return this.#transport.readDocumentText(citation.documentId, citation.versionId);
  }

  /** What can be asked about. Rejects with a `ChatProblem`. */
  readOverview(): Promise<KnowledgeOverview> {
    return this.#transport.readOverview();
  }

  #send(turn: TurnKeys, content: string): Promise<void> {
    const threadId = this.threadId();
    const message = { content, clientMessageId: turn.question, ...(threadId === null ? {} : { threadId }) };
    return this.#follow(turn, null, (signal) => this.#transport.send(message, signal));
  }

  #resume(answer: ChatMessage): Promise<void> {
    const answerId = answer.id;
    const turn = this.#turnAround(answer.key);
    return answerId === null
      ? Promise.resolve()
      : this.#follow(turn, answerId, (signal) => this.#transport.resume(answerId, null, signal));
  }

  async #follow(turn: TurnKeys, answerId: string | null, open: TurnStream['open']): Promise<void> {
    const { signal } = this.#reader;
    const batch = new FrameBatch<ConversationEvent>((events) => this.#dispatch(...events));
    signal.addEventListener('abort', () => batch.discard());
    const interrupted = () => batch.add({ type: 'connectionLost', turn, forGood: false });
    try {
      const stream = { open, answerId, signal, interrupted, reconnectDelay: this.#reconnectDelay };
      for await (const frame of followTurn(this.#transport, stream)) {
        if (signal.aborted) {
          return;
        }
        batch.add({ type: 'received', turn, frame });
        if (frame.event.type === 'turn') {
          this.#confirm(turn, frame.event.thread, batch);
        }
      }
      batch.flush();
    } catch (error) {
      batch.flush();
      if (!signal.aborted) {
        this.#lose(turn, error);
      }
    }
  }

  /** The server has taken the turn: its thread may be a new one, to which what is typed meanwhile moves. */
  #confirm(turn: TurnKeys, thread: Thread, batch: FrameBatch<ConversationEvent>): void {
    const draft = this.draft();
    const isNew = this.threadId() === null;
    batch.flush();
    this.#history.raise(thread);
    if (isNew) {
      this.#drafts.write(null, '');
      this.setDraft(draft);
    }
    if (this.#stopOnceNamed === turn.answer) {
      void this.stop();
    }
  }

  /** A turn that the server has taken goes on without us; one that it has not is given back. */
  #lose(turn: TurnKeys, error: unknown): void {
    const taken = this.#conversation().messages.get(turn.answer)?.id != null;
    const problem = toChatProblem(error);
    this.#dispatch(taken ? { type: 'connectionLost', turn, forGood: true } : { type: 'turnRefused', turn, problem });
  }

  #open(threadId: string | null): AbortController {
    this.#reader.abort();
    this.#reader = new AbortController();
    this.#entries.clear();
    this.#dispatch({ type: 'opened', threadId });
    return this.#reader;
  }

  #turnAround(answerKey: string): TurnKeys {
    const keys = this.#keys();
    return { question: keys[keys.indexOf(answerKey) - 1] ?? '', answer: answerKey };
  }

  #entryOf(key: string): MessageEntry {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      return known;
    }
    const entry = { key, message: computed(() => messageAt(this.#conversation(), key)) };
    this.#entries.set(key, entry);
    return entry;
  }

  #fail(error: unknown): void {
    this.#dispatch({ type: 'problemMet', problem: toChatProblem(error) });
  }

  #dispatch(...events: readonly ConversationEvent[]): void {
    this.#conversation.update((conversation) => events.reduce(advance, conversation));
  }
}

function statusOf({ phase }: Conversation, latest: ChatMessage | undefined): ChatStatus {
  if (phase !== 'ready') {
    return phase;
  }
  if (latest?.status === 'failed' || latest?.status === 'unsent' || latest?.connection === 'lost') {
    return 'failed';
  }
  if (latest === undefined || !isOpen(latest)) {
    return 'idle';
  }
  return latest.content === '' || latest.status === 'sending' ? 'submitted' : 'streaming';
}

/** The client's key names both: it goes to the server with the question. */
function turnOf(clientKey: string): TurnKeys {
  return { question: clientKey, answer: `${clientKey}.answer` };
}

/** A message that has gone is empty until the list is rendered without it. */
function messageAt(conversation: Conversation, key: string): ChatMessage {
  return conversation.messages.get(key) ?? awaitedAnswer(key, '');
}
