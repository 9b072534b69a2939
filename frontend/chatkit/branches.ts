import { Service, inject, linkedSignal } from '@angular/core';
import type { MessagePage } from '@chatkit/contract';
import type { QuestionEdit } from './chat-message';
import { toChatProblem } from './chat-problem';
import { createClientKey } from './client-key';
import { DraftStore } from './draft-store';
import { messagePageSize } from './message-page-size';
import { OpenThread } from './open-thread';
import { TurnFollower } from './turn-follower';
import { ChatTransport } from './transport/chat-transport';

/** The versions of questions and answers in the open thread: makes new ones, and changes between them. */
@Service({ autoProvided: false })
export class Branches {
  readonly #transport = inject(ChatTransport);
  readonly #thread = inject(OpenThread);
  readonly #turns = inject(TurnFollower);
  readonly #drafts = inject(DraftStore);
  #refused: { readonly edited: string; readonly content: string; readonly clientKey: string } | null = null;

  #picked: { readonly key: string; readonly id: string } | null = null;
  #refreshed: Promise<void> = Promise.resolve();

  /** The question that is being written anew; null for none. */
  readonly editing = linkedSignal<string | null, QuestionEdit | null>({
    source: this.#thread.id,
    computation: () => null,
  });

  /** Puts a question into an editor, with what was typed there before. */
  startEditing(key: string): void {
    const question = this.#thread.message(key);
    if (question?.role === 'user' && question.id !== null) {
      this.editing.set({ key, text: this.#drafts.read(editOf(question.id)) || question.content });
    }
  }

  setEdit(text: string): void {
    const key = this.editing()?.key;
    if (key !== undefined) {
      this.editing.set({ key, text });
      this.#keep(key, text);
    }
  }

  cancelEditing(): void {
    const key = this.editing()?.key;
    if (key !== undefined) {
      this.#keep(key, '');
      this.editing.set(null);
    }
  }

  /** Asks a question anew in other words; where the server refuses, both the old branch and the words come back. */
  async edit(key: string, text: string): Promise<void> {
    const question = this.#thread.message(key);
    const content = text.trim();
    if (question?.role !== 'user' || question.id === null || content === '' || !this.#thread.ready()) {
      return;
    }
    const { id, parentId } = question;
    const reader = this.#thread.reader;
    // what may have arrived after all must not be asked twice
    const refused = this.#refused?.edited === id && this.#refused.content === content ? this.#refused : null;
    const clientKey = refused?.clientKey ?? createClientKey();
    const turn = { question: clientKey, answer: `${clientKey}.answer` };
    this.editing.set(null);
    this.#thread.dispatch({ type: 'edited', turn, question: key, content, at: new Date().toISOString() });
    this.#drafts.write(editOf(id), content);
    const taken = await this.#turns.send(turn, { content, parentId, ...this.#turns.reach });
    this.#refused = taken ? null : { edited: id, content, clientKey };
    if (reader.aborted) {
      return;
    }
    this.#drafts.write(editOf(id), taken ? '' : content);
    this.editing.update((editing) => (taken ? editing : { key, text }));
  }

  /** Asks for another answer beside a failed one, or comes back to one whose connection was lost. */
  async retry(key: string): Promise<void> {
    const message = this.#thread.message(key);
    if (message === undefined || this.#thread.conversation().phase !== 'ready') {
      return;
    }
    if (message.status === 'generating') {
      this.#thread.dispatch({ type: 'connectionLost', turn: this.#thread.turnAround(key), forGood: false });
      await this.#turns.resumeLatest();
    } else {
      await this.regenerate(key);
    }
  }

  /** Asks for another answer beside this one, which is kept. */
  async regenerate(key: string): Promise<void> {
    const answer = this.#thread.message(key);
    if (answer?.role !== 'assistant' || answer.id === null || !this.#thread.ready()) {
      return;
    }
    const clientKey = createClientKey();
    const turn = { ...this.#thread.turnAround(key), answer: `${clientKey}.answer` };
    this.#thread.dispatch({ type: 'askedAgain', turn, answer: key, at: new Date().toISOString() });
    await this.#turns.askAgain(turn, answer.id, clientKey);
  }

  /** Shows another version of a message, and what follows it. */
  async select(key: string, messageId: string): Promise<void> {
    const reader = this.#thread.reader;
    if (!this.#thread.ready()) {
      return;
    }
    const picked = { key, id: messageId };
    this.#picked = picked;
    try {
      await this.#transport.selectMessage(messageId);
      await this.refresh();
    } catch (error) {
      if (!reader.aborted) {
        this.#thread.fail(error);
      }
    } finally {
      this.#picked = this.#picked === picked ? null : this.#picked;
    }
  }

  /**
   * Reads again what the open thread shows, because of this message or of all. Does nothing for one that is shown and
   * does not change any more, or for a new one behind others that are not shown either, or whose stream is followed: a turn of our own is told to us as well.
   */
  async catchUp(messageId: string | null): Promise<void> {
    const { reader } = this.#thread;
    await this.#turns.asked;
    if (messageId !== null && this.#thread.hasNewer()) {
      return;
    }
    const known = this.#thread.messages().find(({ id }) => id !== null && id === messageId);
    if (reader.aborted || (known !== undefined && (known.status !== 'generating' || this.#turns.follows(known.key)))) {
      return;
    }
    await this.refresh().catch(() => {
      // nobody asked for it: what is shown stays, and is read again when the next event comes
    });
  }

  /** Reads again what the open thread shows, one reading after the other; follows an answer that is being made. */
  async refresh(): Promise<void> {
    const refreshed = this.#refreshed.then(() => this.#adopt());
    this.#refreshed = refreshed.catch(() => undefined);
    await refreshed;
    void this.#turns.resumeLatest();
  }

  /** Shows the newest messages in place of others that are far above them. */
  async showLatest(): Promise<void> {
    const { reader } = this.#thread;
    const threadId = this.#thread.id();
    if (threadId === null || !this.#thread.hasNewer()) {
      return;
    }
    try {
      const page = await this.#readLatest(threadId);
      if (!reader.aborted && this.#thread.hasNewer()) {
        this.#thread.dispatch({ type: 'branchRead', page, picked: null });
      }
    } catch (error) {
      if (!reader.aborted) {
        this.#thread.fail(error);
      }
      return;
    }
    await this.#turns.resumeLatest();
  }

  async #adopt(): Promise<void> {
    const { reader } = this.#thread;
    const threadId = this.#thread.id();
    await this.#turns.asked;
    if (threadId === null || reader.aborted) {
      return;
    }
    const keys = this.#thread.keys();
    const page = await this.#readBack(threadId);
    if (reader !== this.#thread.reader) {
      return;
    }
    if (keys !== this.#thread.keys()) {
      // something was shown meanwhile that this page may not know
      return this.#adopt();
    }
    this.#thread.dispatch({ type: 'branchRead', page, picked: this.#picked });
  }

  /** What is to be shown: the page around a version that was picked or what is read far up, else the newest messages. */
  async #readBack(threadId: string): Promise<MessagePage> {
    const around = this.#picked?.id ?? (this.#thread.hasNewer() ? this.#thread.latest()?.id : null);
    if (around == null) {
      return this.#readLatest(threadId);
    }
    try {
      return await this.#transport.listMessages(threadId, { limit: messagePageSize, around });
    } catch (error) {
      if (toChatProblem(error).code !== 'not_found') {
        throw error;
      }
      return this.#readLatest(threadId);
    }
  }

  /** The newest messages, and as many before them as it takes to join what is shown. */
  async #readLatest(threadId: string): Promise<MessagePage> {
    let page = await this.#transport.listMessages(threadId, { limit: messagePageSize });
    const isFar = this.#thread.hasNewer();
    while (page.nextCursor !== null && !isFar && !page.data.some(({ id, parentId }) => this.#joins(id, parentId))) {
      const before = await this.#transport.listMessages(threadId, { limit: messagePageSize, cursor: page.nextCursor });
      page = { ...page, data: [...page.data, ...before.data], nextCursor: before.nextCursor };
    }
    return page;
  }

  /** Whether one of these is shown; so are all where nothing that the server has is shown. */
  #joins(...ids: readonly (string | null)[]): boolean {
    const shown = this.#thread.messages().flatMap(({ id }) => id ?? []);
    return shown.length === 0 || ids.some((id) => id !== null && shown.includes(id));
  }

  #keep(key: string, text: string): void {
    const id = this.#thread.message(key)?.id ?? null;
    if (id !== null) {
      this.#drafts.write(editOf(id), text);
    }
  }
}

function editOf(messageId: string): string {
  return `edit.${messageId}`;
}
