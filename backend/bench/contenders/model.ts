import { Pool } from 'undici';
import type { Question } from '../load.ts';
import type { AnswerPace } from '../programs/scripted-model.ts';
import { ServerProcess } from '../server-process.ts';
import { earlierMessages, MODEL, QUESTION } from '../workload.ts';
import type { Contender } from './contender.ts';

/** The scripted model, asked directly: what the others add is measured against it. */
export class Model implements Contender {
  readonly server: ServerProcess;
  readonly connections: Pool;

  private constructor(server: ServerProcess) {
    this.server = server;
    this.connections = new Pool(server.url, { connections: 1_024 });
  }

  static async start(): Promise<Model> {
    return new Model(await ServerProcess.start({ path: 'backend/bench/programs/scripted-model.ts', settings: {} }));
  }

  /** How the answers come from now on; whole and at once when nothing is said. */
  async pace(pace: AnswerPace = {}): Promise<void> {
    await this.#control('/pace', pace);
  }

  /** Lets the answers that are held go on to their end. */
  async release(): Promise<void> {
    await this.#control('/release', {});
  }

  async questions(count: number): Promise<Question[]> {
    const messages = [...earlierMessages, { role: 'user', content: QUESTION }];
    const question: Question = {
      path: '/v1/chat/completions',
      headers: {},
      body: { model: MODEL, stream: true, messages },
      firstToken: '"content":"',
      end: 'data: [DONE]\n\n',
    };
    return Array.from({ length: count }, () => question);
  }

  /** For how long nothing but questions has been embedded, in milliseconds. */
  async idleMs(): Promise<number> {
    return Number(await (await fetch(`${this.server.url}/idle`)).text());
  }

  async #control(path: string, body: object): Promise<void> {
    await fetch(`${this.server.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  }
}
