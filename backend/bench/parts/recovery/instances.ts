import { randomUUID } from 'node:crypto';
import { Account } from '../../contenders/account.ts';
import { addDocument, startProduct } from '../../contenders/product.ts';
import type { ServerProcess } from '../../server-process.ts';
import { QUESTION } from '../../workload.ts';
import { AnswerStream } from './answer-stream.ts';

interface Instance {
  server: ServerProcess;
  /** The same one on every instance. */
  account: Account;
}

/** Two processes of the product on one database: one that is asked, and another. */
export class Instances {
  readonly #start: () => Promise<ServerProcess>;
  #writer: Instance;
  #other: Instance;

  private constructor(start: () => Promise<ServerProcess>, writer: Instance, other: Instance) {
    this.#start = start;
    this.#writer = writer;
    this.#other = other;
  }

  static async start(modelUrl: string, store: Record<string, string>): Promise<Instances> {
    const start = () => startProduct({ modelUrl, store, nodeOptions: [] });
    const [server, other] = [await start(), await start()];
    const account = await Account.signUp(server.url, 1);
    await addDocument(account);
    return new Instances(start, { server, account }, { server: other, account: account.at(other.url) });
  }

  get writer(): Account {
    return this.#writer.account;
  }

  get other(): Account {
    return this.#other.account;
  }

  /** Asks in a new thread and waits for the first text. */
  async ask(): Promise<AnswerStream> {
    const stream = AnswerStream.ask(this.writer, { content: QUESTION, clientMessageId: randomUUID() });
    await stream.until(({ length }) => length > 0);
    return stream;
  }

  async killWriter(): Promise<void> {
    await this.#writer.server.kill();
  }

  /** Puts the other in its place, and starts another one. */
  async replaceWriter(): Promise<void> {
    const server = await this.#start();
    this.#writer = this.#other;
    this.#other = { server, account: this.#writer.account.at(server.url) };
  }

  async stop(): Promise<void> {
    await Promise.all([this.#writer.server.stop(), this.#other.server.stop()]);
  }
}
