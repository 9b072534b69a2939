import type { ChatMessageStatus, ChatProblemCode } from '@chatkit/angular';

/** What the element tells the page, each as a `CustomEvent` of this name. */
export interface EmbeddedEvents {
  /** The chat is on the screen and takes calls. */
  readonly ready: null;
  /** The server has stored a question. */
  readonly 'message-sent': { readonly threadId: string | null; readonly messageId: string };
  /** An answer has ended, well or not. */
  readonly 'answer-ended': {
    readonly threadId: string | null;
    readonly messageId: string | null;
    readonly status: ChatMessageStatus;
  };
  /** Something other than an answer went wrong. */
  readonly error: { readonly code: ChatProblemCode; readonly detail: string };
  /** Nobody is signed in; `chosen` when a person has pressed “Sign in”. */
  readonly 'sign-in-needed': { readonly chosen: boolean };
}

/** Tells the page; false when it prevents what would happen by itself. */
export type Tell = <Name extends keyof EmbeddedEvents>(name: Name, detail: EmbeddedEvents[Name]) => boolean;
