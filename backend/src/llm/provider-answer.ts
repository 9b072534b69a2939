import type { IncomingHttpHeaders } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import type { Dispatcher } from 'undici';

export interface AnswerHead {
  status: number;
  headers: IncomingHttpHeaders;
}

/** Hears a body as it comes: pieces of text, never empty, then one of `onEnd` and `onError`, once. */
export interface BodyReader {
  onText: (text: string) => void;
  onEnd: () => void;
  onError: (error: Error) => void;
}

/** An answer read as its bytes come: for pieces as small as tokens, a Node.js stream between costs more than they do. */
export class ProviderAnswer implements Dispatcher.DispatchHandler {
  readonly #head = Promise.withResolvers<AnswerHead>();
  readonly #decoder = new StringDecoder('utf8');
  /** What came before anybody read. */
  readonly #early: ((reader: BodyReader) => void)[] = [];
  readonly #signal: AbortSignal | null | undefined;
  #reader: BodyReader | undefined;
  #controller: Dispatcher.DispatchController | undefined;

  /** The connection is closed when `signal` is aborted, and its reason is the error. */
  constructor(signal?: AbortSignal | null) {
    this.#signal = signal;
  }

  /** Rejects when there is no answer. */
  get head(): Promise<AnswerHead> {
    return this.#head.promise;
  }

  /** To be called once. */
  read(reader: BodyReader): void {
    this.#reader = reader;
    for (const tell of this.#early.splice(0)) tell(reader);
  }

  /** The whole body. */
  text(): Promise<string> {
    let text = '';
    return new Promise((resolve, reject) =>
      this.read({ onText: (piece) => (text += piece), onEnd: () => resolve(text), onError: reject }),
    );
  }

  /** Closes the connection; the reader hears `reason` unless the answer has ended. */
  cancel(reason: Error): void {
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#signal?.aborted) this.#abort();
    else this.#signal?.addEventListener('abort', this.#abort);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status >= 200) this.#head.resolve({ status, headers });
  }

  onResponseData(_: Dispatcher.DispatchController, bytes: Buffer): void {
    this.#tellText(this.#decoder.write(bytes));
  }

  onResponseEnd(): void {
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#tellText(this.#decoder.end());
    this.#tell((reader) => reader.onEnd());
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#signal?.removeEventListener('abort', this.#abort);
    this.#head.reject(error);
    this.#tell((reader) => reader.onError(error));
  }

  #tellText(text: string): void {
    if (!text) return;
    if (this.#reader) this.#reader.onText(text);
    else this.#early.push((reader) => reader.onText(text));
  }

  #tell(tell: (reader: BodyReader) => void): void {
    if (this.#reader) tell(this.#reader);
    else this.#early.push(tell);
  }

  readonly #abort = (): void => this.cancel(this.#signal?.reason as Error);
}
