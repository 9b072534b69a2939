import { Service, computed, inject, linkedSignal } from '@angular/core';
import type {
  AnswerTrace,
  Citation,
  CitationCheck,
  DocumentText,
  ExportFormat,
  Feedback,
  KnowledgeOverview,
  SearchHit,
  UserEvent,
} from '@chatkit/contract';
import { AnswerEvidence } from './answer-evidence';
import { AnswerFeedback } from './answer-feedback';
import { Branches } from './branches';
import { DraftStore } from './draft-store';
import { LiveUpdates } from './live-updates';
import { NextQuestions } from './next-questions';
import { OpenThread } from './open-thread';
import type { StoredQuestion } from './outbox-sender';
import { QuestionQueue } from './question-queue';
import { ThreadDeletion } from './thread-deletion';
import { ThreadHistory } from './thread-history';
import { ThreadLoader } from './thread-loader';
import { TurnFollower } from './turn-follower';
import { ChatTransport } from './transport/chat-transport';

/**
 * A chat without an interface: its state as signals, and what can be done as methods.
 *
 * Methods that ask the server resolve when it has answered and never reject: what went wrong is in `error` or on the
 * message that it concerns. Provide it with `provideChatKit()`.
 */
@Service({ autoProvided: false })
export class ChatKit {
  readonly #transport = inject(ChatTransport);
  readonly #thread = inject(OpenThread);
  readonly #turns = inject(TurnFollower);
  readonly #branches = inject(Branches);
  readonly #feedback = inject(AnswerFeedback);
  readonly #evidence = inject(AnswerEvidence);
  readonly #loader = inject(ThreadLoader);
  readonly #deletion = inject(ThreadDeletion);
  readonly #history = inject(ThreadHistory);
  readonly #drafts = inject(DraftStore);
  readonly #updates = inject(LiveUpdates);
  readonly #queue = inject(QuestionQueue);

  /** The open thread; null for a new one. */
  readonly threadId = this.#thread.id;
  /** The messages of the open thread, oldest first. */
  readonly messages = this.#thread.messages;
  /** The same, each with a signal of its own; the list changes only when messages come or go. */
  readonly entries = this.#thread.entries;
  /** The threads read so far: pinned ones first, and the one with the newest message before older ones. */
  readonly history = this.#history.threads;
  readonly historyPhase = this.#history.phase;
  readonly historyError = this.#history.error;
  readonly hasMoreThreads = this.#history.hasMore;
  /** Whether `history` holds the archived threads. */
  readonly archiveShown = this.#history.archived;
  /** The thread that was deleted last, until `forgetDeleted`: it can be restored for 30 seconds. */
  readonly deletedThread = this.#deletion.deleted;
  /** The message that `openMessage` went to last; another object each time. */
  readonly soughtMessage = this.#loader.sought;
  /** The threads in which an answer is being made, in any tab or device; known while updates are followed. */
  readonly runningThreads = this.#history.running;
  /** Whether messages older than those shown can be loaded. */
  readonly hasOlder = computed(() => this.#thread.conversation().olderCursor !== null);
  /** Whether messages newer than those shown can be loaded: only after `openMessage`. */
  readonly hasNewer = this.#thread.hasNewer;
  /** What went wrong last, other than what an answer's own `error` says. */
  readonly error = computed(() => this.#thread.conversation().error);
  readonly status = this.#thread.status;
  /** Whether a thread is being loaded or an answer is being made. */
  readonly loading = this.#thread.loading;
  /** What is typed and not sent, kept per thread over reloads. */
  readonly draft = linkedSignal(() => this.#drafts.read(this.threadId()));
  /** Whether a question can be asked now, if only to wait until it can be sent. */
  readonly canSend = this.#queue.open;
  /** Whether another answer, or the same question in other words, can be asked for now. */
  readonly canAskAnew = this.#thread.ready;
  /** The questions of the open thread that the server has not taken yet, in their order; kept over reloads. */
  readonly waitingQuestions = this.#queue.waiting;
  /** Questions to go on with, where the last answer is ready and none waits. */
  readonly followUps = inject(NextQuestions).list;
  /** Whether the browser knows that it has no network. */
  readonly offline = this.#queue.offline;
  /** The collection of documents that questions are asked of from now on; null for all documents. Set it as you like. */
  readonly collection = this.#turns.collection;
  /** The question that is being written anew, and what is typed for it; null for none. */
  readonly editing = this.#branches.editing.asReadonly();

  /** Replaces the draft of the open thread. */
  setDraft(text: string): void {
    this.draft.set(text);
    this.#drafts.write(this.threadId(), text);
  }

  constructor() {
    this.#updates.onUpdate(({ type }) => {
      if (type === 'turn_ended' || type === 'ready') {
        this.#queue.wake();
      }
    });
  }

  /**
   * Sends a question and resolves when its turn has ended. One that the server does not take waits in `waitingQuestions`,
   * and so do those that are asked offline. Does nothing while another one runs.
   */
  async sendMessage(text: string): Promise<void> {
    const content = text.trim();
    if (content === '' || !this.canSend()) {
      return;
    }
    const asked = this.#queue.ask(content);
    this.setDraft('');
    await asked;
  }

  /** Sends a waiting question again that was refused. Resolves when its turn has ended, or when it waits. */
  sendWaiting(key: string): Promise<void> {
    return this.#queue.sendAgain(key);
  }

  /** Takes a waiting question out, and puts its words into the draft. */
  editWaiting(key: string): void {
    this.setDraft([this.#queue.takeBack(key), this.draft()].filter((text) => text !== '').join('\n\n'));
  }

  /** Forgets a waiting question. */
  removeWaiting(key: string): void {
    this.#queue.takeBack(key);
  }

  /** Ends the running answer; its text so far is kept. */
  stop(): Promise<void> {
    return this.#turns.stop();
  }

  /**
   * Tries an answer again that went wrong: asks for another one beside a failed one, or comes back to one whose connection
   * was lost. Resolves when the turn has ended.
   */
  retry(key: string): Promise<void> {
    return this.#branches.retry(key);
  }

  /** Asks for another answer beside the one with this key, which is kept. Resolves when the turn has ended. */
  regenerate(key: string): Promise<void> {
    return this.#branches.regenerate(key);
  }

  /**
   * Asks the question with this key anew in other words; the old one is kept with all that follows it. Resolves when
   * the turn has ended; where the server refuses it, `editing` holds the words.
   */
  edit(key: string, text: string): Promise<void> {
    return this.#branches.edit(key, text);
  }

  /** Begins to write the question with this key anew; goes on where it was left. */
  startEditing(key: string): void {
    this.#branches.startEditing(key);
  }

  /** Replaces what is typed in `editing`. */
  setEdit(text: string): void {
    this.#branches.setEdit(text);
  }

  /** Leaves the question as it was. */
  cancelEditing(): void {
    this.#branches.cancelEditing();
  }

  /** Shows another version of the message with this key, one of its `siblings`, and the branch below it. */
  selectSibling(key: string, messageId: string): Promise<void> {
    return this.#branches.select(key, messageId);
  }

  /** Says what you think of the answer with this key, in place of what you said before; null takes it back. */
  giveFeedback(key: string, feedback: Feedback | null): Promise<void> {
    return this.#feedback.give(key, feedback);
  }

  /**
   * Follows what this user does in other tabs and on other devices, until `clear`, and sends what waits of them. One tab of
   * the browser does it for all; the id tells people apart who share a browser.
   */
  followUpdates(userId: string): void {
    this.#updates.follow(userId);
    this.#queue.follow(userId, (threadId) => void this.loadThread(threadId));
  }

  /**
   * Calls `listener` with everything that is heard while updates are followed, documents included, until what it returns is
   * called. After each `ready`, read anew what you show: events may have been lost before it.
   */
  onUpdate(listener: (event: UserEvent) => void): () => void {
    return this.#updates.onUpdate(listener);
  }

  /**
   * Calls `listener` with each question that waited and that this page has brought to the server, until what it returns is
   * called.
   */
  onQuestionTaken(listener: (question: StoredQuestion) => void): () => void {
    return this.#queue.onTaken(listener);
  }

  /** Leaves the open thread for a new one. It is stored with its first message. */
  createThread(): void {
    this.#thread.open(null);
  }

  /** Opens a thread with its newest messages, and follows its answer where one is being made. */
  loadThread(threadId: string): Promise<void> {
    return this.#loader.load(threadId);
  }

  /**
   * Opens a thread at one of its messages, however far up, and on whichever branch: that branch is shown from now on. The
   * message is in `soughtMessage` then.
   */
  openMessage(threadId: string, messageId: string): Promise<void> {
    return this.#loader.openMessage(threadId, messageId);
  }

  /** Loads the page before the oldest message shown. */
  loadOlder(): Promise<void> {
    return this.#loader.loadOlder();
  }

  /** Loads the page behind the newest message shown. */
  loadNewer(): Promise<void> {
    return this.#loader.loadNewer();
  }

  /** Shows the newest messages, where `hasNewer` says that they are not shown. */
  loadLatest(): Promise<void> {
    return this.#branches.showLatest();
  }

  /** Reads the newest threads again. */
  loadThreads(): Promise<void> {
    return this.#history.load();
  }

  /** Reads the next page of threads. */
  loadMoreThreads(): Promise<void> {
    return this.#history.loadMore();
  }

  /** Lists the archived threads in `history`, or the others again. */
  showArchive(shown: boolean): Promise<void> {
    return this.#history.show(shown);
  }

  /** Gives a thread another title. */
  async renameThread(threadId: string, title: string): Promise<void> {
    await this.#history.update(threadId, { title }).catch((error: unknown) => this.#thread.fail(error));
  }

  /** Lists a thread before the others, or in its place again. */
  async pinThread(threadId: string, pinned: boolean): Promise<void> {
    await this.#history.update(threadId, { pinned }).catch((error: unknown) => this.#thread.fail(error));
  }

  /** Moves a thread to the archive, or back. */
  async archiveThread(threadId: string, archived: boolean): Promise<void> {
    await this.#history.update(threadId, { archived }).catch((error: unknown) => this.#thread.fail(error));
  }

  /**
   * Deletes a thread with its messages; a new one is opened where it was the open one. It stays in `deletedThread`, and
   * can be restored for 30 seconds.
   */
  deleteThread(threadId: string): Promise<void> {
    return this.#deletion.delete(threadId);
  }

  /** Brings back what is in `deletedThread`, and opens it where it was the open one. */
  restoreThread(): Promise<void> {
    return this.#deletion.restore();
  }

  /** Gives up what is in `deletedThread`, with what was typed in it. */
  forgetDeleted(): void {
    this.#deletion.forget();
  }

  /**
   * Titles and messages of all threads, or messages of one, that hold these words, or words that begin like them. Rejects
   * with a `ChatProblem`.
   */
  searchThreads(query: string, signal: AbortSignal, threadId?: string): Promise<readonly SearchHit[]> {
    return this.#transport.searchThreads(query, signal, threadId);
  }

  /** Shows in `error` what went wrong elsewhere. */
  reportProblem(error: unknown): void {
    this.#thread.fail(error);
  }

  /** A thread as a file: Markdown to be read, or JSON with everything. Rejects with a `ChatProblem`. */
  exportThread(threadId: string, format: ExportFormat): Promise<Blob> {
    return this.#transport.exportThread(threadId, format);
  }

  /** Forgets everything that belongs to who was signed in, and follows them no longer. */
  clear(): void {
    this.#updates.end();
    this.#queue.clear();
    this.#deletion.clear();
    this.#thread.open(null);
    this.#drafts.clear();
    this.setDraft('');
    this.#history.clear();
  }

  /** Takes the notice in `error` away. */
  dismissError(): void {
    this.#thread.dispatch({ type: 'problemMet', problem: null });
  }

  /** The text that a citation points into. Rejects with a `ChatProblem`. */
  readSource(citation: Citation): Promise<DocumentText> {
    return this.#transport.readDocumentText(citation.documentId, citation.versionId);
  }

  /** The citations that stand beside this one, in the answer that it belongs to. */
  citationsBeside(citation: Citation): readonly Citation[] {
    return this.#evidence.citationsBeside(citation);
  }

  /** Whether the document still says what is cited; null while the answer is being made. Rejects with a `ChatProblem`. */
  checkCitation(citation: Citation): Promise<CitationCheck | null> {
    return this.#evidence.check(citation);
  }

  /** How the answer with this key came about. Rejects with a `ChatProblem`. */
  readTrace(key: string): Promise<AnswerTrace> {
    return this.#evidence.readTrace(key);
  }

  /** What can be asked about. Rejects with a `ChatProblem`. */
  readOverview(): Promise<KnowledgeOverview> {
    return this.#transport.readOverview();
  }
}
