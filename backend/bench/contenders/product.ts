import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Question } from '../load.ts';
import { keepingCode, ServerProcess } from '../server-process.ts';
import { DOCUMENT, earlierMessages, type Message, MODEL, QUESTION } from '../workload.ts';
import { Account } from './account.ts';
import type { Contender } from './contender.ts';
import type { ThreadMaker } from './threads.ts';

/** Sign-up lets twenty through in a minute. */
const ACCOUNTS = 10;

export interface ProductOptions {
  modelUrl: string;
  /** Settings that say where the data is. */
  store: Record<string, string>;
  threads: ThreadMaker;
  nodeOptions: string[];
}

/** ChatKit as it is delivered, with accounts, one document, and everything switched on. */
export class Product implements Contender {
  readonly server: ServerProcess;
  readonly connections: Pool;
  readonly database: string;
  readonly #accounts: Account[];
  readonly #threads: ThreadMaker;

  private constructor(server: ServerProcess, accounts: Account[], { threads, store }: ProductOptions) {
    this.server = server;
    this.connections = new Pool(server.url, { connections: 1_024 });
    this.#accounts = accounts;
    this.#threads = threads;
    this.database = store['DATABASE_URL']?.split('/').at(-1) ?? '';
  }

  static async start(options: ProductOptions): Promise<Product> {
    const server = await startProduct(options);
    const accounts: Account[] = [];
    for (let number = 1; number <= ACCOUNTS; number++) accounts.push(await Account.signUp(server.url, number));
    const product = new Product(server, accounts, options);
    await addDocument(product.#first);
    return product;
  }

  questions(count: number): Promise<Question[]> {
    return this.questionsAfter(earlierMessages, count);
  }

  /** Questions in as many threads with these messages in them. */
  async questionsAfter(earlier: readonly Message[], count: number): Promise<Question[]> {
    const perAccount = Math.ceil(count / this.#accounts.length);
    const questions = await Promise.all(
      this.#accounts.map(async (account) =>
        (await this.#threads(account, perAccount, earlier)).map((threadId) => questionIn(threadId, account)),
      ),
    );
    return questions.flat().slice(0, count);
  }

  /** What one search for the question costs, its request included. */
  async search(): Promise<void> {
    await this.#first.post('/api/rag/search', { query: QUESTION });
  }

  /** Sends a document of one reader to be taken in. */
  async send(document: { title: string; text: string }): Promise<void> {
    await this.#first.post('/api/rag/documents', document);
  }

  /** How many documents that reader can search. */
  async countReady(): Promise<number> {
    return (await this.#first.get<{ documents: number }>('/api/rag/overview')).documents;
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }

  get #first(): Account {
    const [first] = this.#accounts;
    if (!first) throw new Error('nobody has signed up');
    return first;
  }
}

/** A process of the product. */
export function startProduct({
  modelUrl,
  store,
  nodeOptions,
}: Omit<ProductOptions, 'threads'>): Promise<ServerProcess> {
  return ServerProcess.start({
    path: 'dist/backend/main.js',
    nodeOptions: [...keepingCode, ...nodeOptions],
    settings: {
      PORT: '0',
      SIGN_UP: 'open',
      LOG_LEVEL: 'log',
      DOCS_DIR: '/nonexistent',
      OPENAI_BASE_URL: `${modelUrl}/v1`,
      CHAT_MODEL: MODEL,
      ...store,
    },
  });
}

/** Adds the one document and waits until it can be searched. */
export async function addDocument(account: Account): Promise<void> {
  const { id } = await account.post<{ id: string }>('/api/rag/documents', DOCUMENT);
  while ((await account.get<{ status: string }>(`/api/rag/documents/${id}`)).status !== 'ready') await delay(50);
}

function questionIn(threadId: string, { token }: Account): Question {
  return {
    path: '/api/chat/message',
    headers: { authorization: `Bearer ${token}`, accept: 'text/event-stream' },
    body: { threadId, content: QUESTION, clientMessageId: randomUUID() },
    firstToken: 'event: delta',
    end: 'data: {"type":"end","status":"complete"}\n\n',
  };
}
