import { type ModelRequest, type ModelScript, ScriptedModelServer } from '../test/support/scripted-model-server.ts';
import type { Kind } from './kinds.ts';
import type { Random } from '../test/support/random.ts';
import type { Tally } from './tally.ts';

const TOO_LONG_MS = 1_500;
const FAULTY = 0.4;

/** What the model was asked and began to answer. */
export interface Given {
  text: string;
  /** The process that asked. */
  asker: string;
  question: string;
}

const faults: Record<Extract<Kind, `provider ${string}`>, (length: number) => ModelScript> = {
  'provider answers 500': () => ({ status: 500 }),
  'provider answers 429': () => ({ status: 429, headers: { 'retry-after': '1' } }),
  'provider answers garbage': () => ({ garbage: '<html>\0 data: {"choices": [{]]\n\n' }),
  'provider ends half-way': (length) => ({ cutAfter: length >> 1, cutHow: 'end' }),
  'provider cuts the connection': (length) => ({ cutAfter: length >> 1, cutHow: 'destroy' }),
  'provider sends no first word': () => ({ firstTokenDelayMs: TOO_LONG_MS }),
  'provider falls silent': (length) => ({ stallAfter: length >> 1 }),
};
const kinds = Object.keys(faults) as (keyof typeof faults)[];

/** A model whose answers are all different, so that text in the wrong place is found; many of its answers go wrong. */
export class ScriptedProvider {
  readonly #server = new ScriptedModelServer();
  readonly #random: Random;
  readonly #tally: Tally;
  readonly #given = new Map<string, Given>();
  #isFaulty = false;

  constructor(random: Random, tally: Tally) {
    this.#random = random;
    this.#tally = tally;
    this.#server.script((request) => this.#script(request));
  }

  async start(): Promise<string> {
    await this.#server.start();
    return this.#server.baseUrl;
  }

  set isFaulty(isFaulty: boolean) {
    this.#isFaulty = isFaulty;
  }

  /** What the model gave for an answer that begins so. */
  given(content: string): Given | undefined {
    return this.#given.get(content.slice(0, content.indexOf(' ') + 1));
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  #script({ body, headers }: ModelRequest): ModelScript {
    this.#server.requests.length = 0;
    const mark = `m${this.#given.size + 1} `;
    const tokens = [mark, ...this.#words()];
    this.#given.set(mark, {
      text: tokens.join('').replaceAll('\0', '').toWellFormed(),
      asker: headers.authorization ?? '',
      question: body.messages?.at(-1)?.content ?? '',
    });
    const healthy = { tokens, tokenDelayMs: this.#random.between(5, 80) };
    if (!this.#isFaulty || !this.#random.chance(FAULTY)) return healthy;
    const kind = this.#random.pick(kinds);
    this.#tally.count(kind);
    return { ...healthy, ...faults[kind](tokens.length) };
  }

  /** Half characters, characters that PostgreSQL cannot store, and a citation at the end. */
  #words(): string[] {
    const count = this.#random.between(3, 40);
    const words = Array.from({ length: count }, (_, i) =>
      this.#random.pick([`w${i} `, `w${i} `, 'ä€', '\0', '\ud83d', '\ude00']),
    );
    return [...words, ' end [1].'];
  }
}
