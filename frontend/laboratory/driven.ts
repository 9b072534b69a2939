import type { Citation } from '@chatkit/contract';

/** How an answer is rendered: by the kit, or as a whole by ngx-markdown's component. */
export type Method = 'kit' | 'whole';

/** What one streamed answer cost. */
export interface Streamed {
  readonly totalMs: number;
  readonly p95Ms: number;
  /** How much the last quarter of the deltas cost in terms of the first one. */
  readonly lastToFirstQuarter: number;
  /** Elements that were put into the page, and those that are in it at the end. */
  readonly created: number;
  readonly final: number;
  /** Whether an early paragraph, selected while the rest arrived, was still selected at the end. */
  readonly selectionKept: boolean;
}

/** What the opening of a thread cost. */
export interface Opened {
  /** Milliseconds from the data to the picture of the newest page. */
  readonly paintedMs: number;
  /** Elements in the page then. */
  readonly elements: number;
}

/** What tests and measurements drive from outside of the page. */
export interface Driven {
  /** Takes away what is shown, and shows an empty answer. */
  begin(method: Method, citations?: readonly Citation[]): Promise<void>;
  /** Shows the text, and resolves when it is in the page. */
  show(text: string, streaming: boolean): Promise<void>;
  /** Shows growing text delta by delta, with layout each time. */
  stream(method: Method, answer: string, deltas: number): Promise<Streamed>;
  /** Lets an answer grow by a little for each frame, without end. */
  growForEver(answer: string): void;
  /** Opens a thread with so many messages, this text in each answer. */
  openThread(messages: number, answer: string): Promise<Opened>;
  /** Milliseconds from each key until the composer had its letter. */
  readonly typed: readonly number[];
}
