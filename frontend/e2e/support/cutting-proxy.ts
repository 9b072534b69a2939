import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before the product, and breaks the streams of answers while it is told to. */
export class CuttingProxy {
  readonly #server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
  readonly #target: URL;
  readonly #random: () => number;
  /** How many streams have been broken. */
  cuts = 0;
  cutting = false;
  readonly #streams = new Map<ServerResponse, IncomingMessage>();

  /** The same seed breaks streams at the same places. */
  constructor(target: string, seed: number) {
    this.#target = new URL(target);
    this.#random = randomNumbers(seed);
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, this.#target.hostname, resolve));
    return `http://${this.#target.hostname}:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Says nothing more on the streams that are open, and leaves them open: as a network that the computer slept away from. */
  silence(): void {
    this.#streams.forEach((answer, outgoing) => answer.unpipe(outgoing));
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { hostname, port } = this.#target;
    const { method, headers, url: path } = incoming;
    const onward = request({ hostname, port, path, method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      const isAnswer =
        answer.headers['content-type']?.startsWith('text/event-stream') === true && path !== '/api/events';
      if (isAnswer && this.cutting) {
        void this.#passSome(1 + Math.floor(this.#random() * 2), answer, outgoing);
      } else {
        answer.pipe(outgoing);
        this.#streams.set(outgoing, answer);
      }
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => {
      this.#streams.delete(outgoing);
      onward.destroy();
    });
    incoming.pipe(onward);
  }

  /** Breaks the stream in front of this chunk, politely or not. */
  async #passSome(chunks: number, answer: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    let passed = 0;
    try {
      for await (const chunk of answer) {
        passed += 1;
        if (passed === chunks) {
          this.cuts += 1;
          if (this.#random() < 0.5) {
            outgoing.destroy();
          } else {
            outgoing.end();
          }
          return;
        }
        outgoing.write(chunk);
      }
      outgoing.end();
    } catch {
      // the page has gone before
      outgoing.destroy();
    }
  }
}

/** Numbers from 0 up to 1, the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
