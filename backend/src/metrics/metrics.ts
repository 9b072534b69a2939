import { Injectable } from '@nestjs/common';
import { type AnswerTrace, type MessageStatus, tokensOfPrompt } from '@chatkit/contract';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const REQUEST_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const SEARCH_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const ANSWER_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/** What this instance has done since it started, for Prometheus. */
@Injectable()
export class Metrics {
  readonly #registry = new Registry();
  readonly #turns = this.#counter('chatkit_turns_total', 'Turns that ended, by their status.', ['status']);
  readonly #tokens = this.#counter('chatkit_tokens_total', 'Tokens of prompts and answers.', ['kind']);
  readonly #firstToken = this.#histogram(
    'chatkit_turn_first_token_seconds',
    'From the start of a turn to the first text of its answer.',
    ANSWER_SECONDS,
  );
  readonly #whole = this.#histogram('chatkit_turn_seconds', 'From the start of a turn to its end.', ANSWER_SECONDS);
  readonly #retrieval = this.#histogram(
    'chatkit_retrieval_seconds',
    'How long finding the passages for an answer took.',
    SEARCH_SECONDS,
  );
  readonly #requests = new Histogram({
    name: 'chatkit_http_request_seconds',
    help: 'How long requests took; streams last as long as they are read.',
    labelNames: ['method', 'route', 'status'],
    buckets: REQUEST_SECONDS,
    registers: [this.#registry],
  });

  constructor() {
    // To look at the clock every 10 ms costs an idle process more than all else.
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: 100 });
  }

  /** `trace` is null where a turn ended before anything was retrieved. */
  turnEnded(status: MessageStatus, trace: AnswerTrace | null, answerTokens: number): void {
    this.#turns.inc({ status });
    this.#tokens.inc({ kind: 'answer' }, answerTokens);
    if (!trace) return;
    const { history, retrieval, firstToken, whole } = trace.milliseconds;
    this.#retrieval.observe(retrieval / 1_000);
    this.#whole.observe(whole / 1_000);
    if (firstToken !== null) this.#firstToken.observe((history + retrieval + firstToken) / 1_000);
    this.#tokens.inc({ kind: 'prompt' }, tokensOfPrompt(trace.prompt));
  }

  /** `route` is the pattern of the route, so that ids do not make a series each. */
  requestEnded(method: string, route: string, status: number, seconds: number): void {
    this.#requests.observe({ method, route, status: String(status) }, seconds);
  }

  /** A figure that is read when somebody asks. What `read` rejects with is left out of the answer. */
  watch<Label extends string>(
    name: `chatkit_${string}`,
    help: string,
    labelNames: Label[],
    read: () => Promise<Reading<Label>[]> | Reading<Label>[],
  ): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      async collect() {
        const readings = await Promise.resolve(read()).catch(() => []);
        gauge.reset();
        for (const { labels, value } of readings) gauge.set(labels, value);
      },
    });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything in the text format of Prometheus. */
  print(): Promise<string> {
    return this.#registry.metrics();
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.#registry] });
  }
}

export interface Reading<Label extends string> {
  labels: Record<Label, string>;
  value: number;
}
