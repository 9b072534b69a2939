import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import { awaitedAnswer, isOpen, type ChatMessage, type MessageEntry } from './chat-message';
import { toChatProblem } from './chat-problem';
import { advance, emptyConversation, type Conversation, type ConversationEvent, type TurnKeys } from './conversation';

/** What the open thread is doing. */
export type ChatStatus = 'idle' | 'loading' | 'submitted' | 'streaming' | 'failed';

/** The state of the thread that is open, and for how long whoever reads from the server for it may go on. */
@Service({ autoProvided: false })
export class OpenThread {
  readonly #conversation = signal(emptyConversation);
  readonly #entries = new Map<string, MessageEntry>();
  #reader = new AbortController();

  readonly conversation = this.#conversation.asReadonly();
  readonly id = computed(() => this.#conversation().threadId);
  readonly keys = computed(() => this.#conversation().keys);
  readonly latest = computed(() => this.message(this.keys().at(-1) ?? ''));
  readonly messages = computed(() => this.keys().map((key) => messageAt(this.#conversation(), key)));
  readonly entries = computed(() => this.keys().map((key) => this.#entryOf(key)));
  readonly status = computed<ChatStatus>(() => statusOf(this.#conversation(), this.latest()));
  readonly loading = computed(() => ['loading', 'submitted', 'streaming'].includes(this.status()));
  /** Whether the newest messages are not among those that are shown. */
  readonly hasNewer = computed(() => this.#conversation().newerCursor !== null);
  /** Whether a turn can be started. */
  readonly ready = computed(() => !this.loading() && this.#conversation().phase === 'ready');

  constructor() {
    inject(DestroyRef).onDestroy(() => this.#reader.abort());
  }

  /** Aborted as soon as another thread is opened. */
  get reader(): AbortSignal {
    return this.#reader.signal;
  }

  /** Leaves the open thread for this one, or for a new one. */
  open(threadId: string | null): void {
    this.#reader.abort();
    this.#reader = new AbortController();
    this.#entries.clear();
    this.dispatch({ type: 'opened', threadId });
  }

  message(key: string): ChatMessage | undefined {
    return this.#conversation().messages.get(key);
  }

  /** Whether the server's message with this id is shown. */
  shows(messageId: string): boolean {
    return this.messages().some((message) => message.id === messageId);
  }

  /** The keys of an answer and its question. */
  turnAround(answerKey: string): TurnKeys {
    const keys = this.keys();
    return { question: keys[keys.indexOf(answerKey) - 1] ?? '', answer: answerKey };
  }

  dispatch(...events: readonly ConversationEvent[]): void {
    this.#conversation.update((conversation) => events.reduce(advance, conversation));
  }

  fail(error: unknown): void {
    this.dispatch({ type: 'problemMet', problem: toChatProblem(error) });
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
}

function statusOf({ phase }: Conversation, latest: ChatMessage | undefined): ChatStatus {
  if (phase !== 'ready') {
    return phase;
  }
  if (latest?.status === 'failed' || latest?.connection === 'lost') {
    return 'failed';
  }
  if (latest === undefined || !isOpen(latest)) {
    return 'idle';
  }
  return latest.content === '' || latest.status === 'sending' ? 'submitted' : 'streaming';
}

/** A message that has gone is empty until the list is rendered without it. */
function messageAt(conversation: Conversation, key: string): ChatMessage {
  return conversation.messages.get(key) ?? awaitedAnswer(key, '');
}
