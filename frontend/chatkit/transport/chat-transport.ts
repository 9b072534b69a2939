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
import type { ChatFrame } from '../chat-frame';

/** Which page of a list to read; without a cursor the first one. */
export interface PageRequest {
  readonly limit?: number;
  readonly cursor?: string;
}

/** Which page of a thread's messages to read; `around` is the id of a message that the page is to hold. */
export interface MessagePageRequest extends PageRequest {
  readonly around?: string;
}

/** Which page of which threads to read. */
export interface ThreadPageRequest extends PageRequest {
  readonly archived?: boolean;
}

/**
 * The server, as the kit needs it. Every method rejects with a `ChatProblem`; a stream that closes without an `end`
 * frame was interrupted.
 */
export abstract class ChatTransport {
  /** Threads, archived ones or the others: pinned ones first, and the one with the newest message before older ones. */
  abstract listThreads(page: ThreadPageRequest): Promise<Page<Thread>>;
  /** One thread. */
  abstract readThread(threadId: string): Promise<Thread>;
  /** Makes an empty thread. */
  abstract createThread(title?: string): Promise<Thread>;
  /** Gives a thread another title, of 1 to 200 characters, pins or archives it. */
  abstract updateThread(threadId: string, change: UpdateThread): Promise<Thread>;
  /** Deletes a thread with all its messages; for 30 seconds it can be restored. */
  abstract deleteThread(threadId: string): Promise<void>;
  /** Brings a deleted thread back. */
  abstract restoreThread(threadId: string): Promise<Thread>;
  /** A thread as a file. */
  abstract exportThread(threadId: string, format: ExportFormat): Promise<Blob>;
  /** Titles and messages that hold all the words, of 1 to 200 characters; with a thread, its messages only. */
  abstract searchThreads(query: string, signal: AbortSignal, threadId?: string): Promise<readonly SearchHit[]>;
  /** Messages of a thread, newest first. `not_found` for a page around a message of a branch that is not shown. */
  abstract listMessages(threadId: string, page: MessagePageRequest): Promise<MessagePage>;
  /** Sends a question and streams its turn. The same `clientMessageId` joins the same turn. */
  abstract send(message: SendMessage, signal: AbortSignal): AsyncIterable<ChatFrame>;
  /** Asks for another answer to the same question, and streams it. */
  abstract retry(answerId: string, clientMessageId: string, signal: AbortSignal): AsyncIterable<ChatFrame>;
  /** Comes back to an answer's stream, after the frame with this id or from its start. */
  abstract resume(answerId: string, lastFrameId: string | null, signal: AbortSignal): AsyncIterable<ChatFrame>;
  /** Shows this version of a message from now on, and the newest that follows it. */
  abstract selectMessage(messageId: string): Promise<Thread>;
  /** Ends a running answer and keeps its text. */
  abstract stop(answerId: string): Promise<Message>;
  /** Keeps what somebody thinks of a stored answer in place of what was said before; null takes it back. */
  abstract giveFeedback(answerId: string, feedback: Feedback | null): Promise<void>;
  /** The stored text that citations point into. */
  abstract readDocumentText(documentId: string, versionId: string): Promise<DocumentText>;
  /** Compares the citation `[n]` of a stored answer with its document as it is now. */
  abstract checkCitation(messageId: string, n: number): Promise<CitationCheck>;
  /** How a stored answer came about. */
  abstract readTrace(answerId: string): Promise<AnswerTrace>;
  /** What can be asked about. */
  abstract readOverview(): Promise<KnowledgeOverview>;
  /**
   * Tells what changes in the user's threads, over as many connections as it takes, until the signal. Rejects only where
   * the server refuses.
   */
  abstract listen(userId: string, heard: (event: UserEvent) => void, signal: AbortSignal): Promise<void>;
}
