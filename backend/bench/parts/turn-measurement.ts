import { setTimeout as delay } from 'node:timers/promises';
import type { Contender } from '../contenders/contender.ts';
import type { Model } from '../contenders/model.ts';
import type { Product } from '../contenders/product.ts';
import { readAll } from '../load.ts';
import { median, percentile } from '../statistics.ts';
import { TOKENS_PER_ANSWER } from '../workload.ts';
import { type Comparison, type ContenderName, Pairs } from './pairs.ts';
import { measureOpenStreams, measureRound, repeat } from './turn-rounds.ts';

const READERS = 50;
const TURNS_ALONE = 40;
const TURNS_CROWDED = 200;
const OPEN_STREAMS = 200;
const OPEN_STREAM_ROUNDS = 3;
/** Turns that have ended are kept for some seconds: they must not go away while memory is measured. */
const LINGER_MS = 6_000;
const TOKEN_PAUSE_MS = 20;
const SEARCHES = 100;
const SHARES = { alone: 0.3, crowded: 0.4, paced: 0.3 };

export interface TurnComparisons {
  turnsPerSecondAlone: Comparison;
  turnsPerSecondCrowded: Comparison;
  cpuMsPerTurnAlone: Comparison;
  cpuMsPerTurnCrowded: Comparison;
  firstTokenAddedMsP50: Comparison;
  firstTokenAddedMsP95: Comparison;
  cpuMicrosecondsPerPacedToken: Comparison;
  heapKbPerOpenStream: Comparison;
  bufferKbPerOpenStream: Comparison;
  /** CPU of one request to the product's search with the same question: retrieval and its HTTP request. */
  searchCpuMs: number;
}

export interface TurnFigures extends TurnComparisons {
  database: string;
  rounds: { alone: number; crowded: number; paced: number };
}

/** The rounds of one run. In each, floor and product take their turns one after the other, in changing order. */
export class TurnMeasurement {
  readonly #model: Model;
  readonly #product: Product;
  readonly #contenders: [ContenderName, Contender][];

  constructor(model: Model, product: Product, floor: Contender | undefined) {
    this.#model = model;
    this.#product = product;
    this.#contenders = floor
      ? [
          ['floor', floor],
          ['product', product],
        ]
      : [['product', product]];
  }

  async run(seconds: number): Promise<Omit<TurnFigures, 'database'>> {
    await this.#model.pace();
    await this.#eachInOrder(0, (_, contender) => measureRound(contender, TURNS_CROWDED, READERS));
    const alone = await this.#alone(seconds * SHARES.alone);
    const crowded = await this.#crowded(seconds * SHARES.crowded);
    const searchCpuMs = await this.#search();
    const paced = await this.#paced(seconds * SHARES.paced);
    const memory = await this.#openStreams();
    const rounds = { alone: alone.rounds, crowded: crowded.rounds, paced: paced.rounds };
    return { ...alone.figures, ...crowded.figures, ...paced.figures, ...memory, searchCpuMs, rounds };
  }

  async #alone(seconds: number) {
    const [speed, cpu, p50, p95] = [new Pairs(), new Pairs(), new Pairs(), new Pairs()];
    const rounds = await repeat(seconds, 3, async (number) => {
      const questions = await this.#model.questions(TURNS_ALONE);
      const direct = median((await readAll(this.#model.connections, questions, 1)).firstTokenMs);
      await this.#eachInOrder(number, async (name, contender) => {
        const round = await measureRound(contender, TURNS_ALONE, 1);
        speed.add(name, round.turnsPerSecond);
        cpu.add(name, round.cpuMsPerTurn);
        p50.add(name, median(round.firstTokenMs) - direct);
        p95.add(name, percentile(round.firstTokenMs, 0.95) - direct);
      });
    });
    const figures = {
      turnsPerSecondAlone: speed.compare(),
      cpuMsPerTurnAlone: cpu.compare(),
      firstTokenAddedMsP50: p50.compare(),
      firstTokenAddedMsP95: p95.compare(),
    };
    return { rounds, figures };
  }

  async #crowded(seconds: number) {
    const [speed, cpu] = [new Pairs(), new Pairs()];
    const rounds = await repeat(seconds, 3, (number) =>
      this.#eachInOrder(number, async (name, contender) => {
        const round = await measureRound(contender, TURNS_CROWDED, READERS);
        speed.add(name, round.turnsPerSecond);
        cpu.add(name, round.cpuMsPerTurn);
      }),
    );
    return { rounds, figures: { turnsPerSecondCrowded: speed.compare(), cpuMsPerTurnCrowded: cpu.compare() } };
  }

  async #paced(seconds: number) {
    await this.#model.pace({ pauseMs: TOKEN_PAUSE_MS });
    const cpu = new Pairs();
    const rounds = await repeat(seconds, 2, (number) =>
      this.#eachInOrder(number, async (name, contender) => {
        const { cpuMsPerTurn } = await measureRound(contender, READERS, READERS);
        cpu.add(name, (cpuMsPerTurn * 1_000) / TOKENS_PER_ANSWER);
      }),
    );
    return { rounds, figures: { cpuMicrosecondsPerPacedToken: cpu.compare() } };
  }

  async #openStreams() {
    await this.#model.pace({ holdAfter: TOKENS_PER_ANSWER / 2 });
    const [heap, buffers] = [new Pairs(), new Pairs()];
    await repeat(0, OPEN_STREAM_ROUNDS, async (number) => {
      await delay(LINGER_MS);
      await this.#eachInOrder(number, async (name, contender) => {
        const memory = await measureOpenStreams(contender, OPEN_STREAMS, () => this.#model.release());
        // The first round fills caches and pools that stay.
        if (number === 0) return;
        heap.add(name, memory.heapKb);
        buffers.add(name, memory.buffersKb);
      });
    });
    return { heapKbPerOpenStream: heap.compare(), bufferKbPerOpenStream: buffers.compare() };
  }

  async #search(): Promise<number> {
    const { server } = this.#product;
    const before = await server.measure();
    for (let searched = 0; searched < SEARCHES; searched++) await this.#product.search();
    const after = await server.measure();
    return (after.cpuMicroseconds - before.cpuMicroseconds) / 1_000 / SEARCHES;
  }

  async #eachInOrder(round: number, work: (name: ContenderName, contender: Contender) => Promise<unknown>) {
    const order = round % 2 === 0 ? this.#contenders : this.#contenders.toReversed();
    for (const [name, contender] of order) await work(name, contender);
  }
}
