import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Message, type Thread, tokensOfPrompt, type Turn } from '@chatkit/contract';
import { Pool, type QueryResultRow } from 'pg';
import { failpoint } from '#failpoint';
import { Database } from '../database/database.js';
import { ENV, type Env } from '../env.js';
import { ProblemException } from '../http/problem-exception.js';
import type { CountedMessage } from '../rag/prompt/prompt.js';
import { UNTITLED } from '../threads/thread-title.js';
import { toThread } from '../threads/threads.service.js';
import { type MessageRow, toMessage } from '../messages/message-row.js';
import type { Asker } from '../usage/asker.js';
import { UsageService } from '../usage/usage.service.js';
import type { WrittenAnswer } from './answer-writer.js';
import * as sql from './turn-statements.js';

/** A send that may be repeated: the key is the client's, the fingerprint says what it was used for. */
export interface Send extends Asker {
  key: string | null;
  fingerprint: string;
}

export interface NewQuestion extends Send {
  threadId: string | undefined;
  /** The answer that it follows, null for the beginning of the thread; undefined for the end of what is shown. */
  parentId: string | null | undefined;
  title: string;
  content: string;
  collection: string | undefined;
  tokens: number;
  model: string;
}

/** How a turn ended. `tokens` is the length of its content for later prompts, `model` the one that wrote it. */
export interface Outcome extends WrittenAnswer {
  content: string;
  tokens: number;
  model: string | null;
}

export interface OpenedTurn {
  turn: Turn;
  /** What was said before the question, oldest first; undefined where it is still to be read. */
  history?: CountedMessage[] | undefined;
}

export interface StoredTurn {
  turn: Turn;
  attempt: number;
  /** The text of an answer that is still being written, as far as it was stored. */
  written: string;
  /** Whether the instance that writes it has gone silent. */
  lapsed: boolean;
}

export interface ClaimedTurn extends Omit<StoredTurn, 'lapsed'> {
  userId: string;
  takeovers: number;
  stopAsked: boolean;
}

export interface Beat {
  id: string;
  attempt: number;
  startOffset: number;
  text: string;
}

type TurnRow = MessageRow & {
  title: string;
  pinned: boolean;
  archived: boolean;
  threadCreatedAt: Date;
  threadUpdatedAt: Date;
};
type OpenedTurnRow = TurnRow & { history: CountedMessage[] | null };
type StoredTurnRow = TurnRow & { attempt: number; written: string | null; lapsed: boolean | null };
type ClaimedTurnRow = TurnRow & {
  attempt: number;
  written: string | null;
  userId: string;
  takeovers: number;
  stopAsked: boolean;
};

const UNIQUE_VIOLATION = '23505';

/** The turn's rows: the only place with SQL for them. */
@Injectable()
export class TurnStore {
  /** Names this process in leases; a restarted one is another instance. */
  readonly instance = randomUUID();

  constructor(
    private readonly pool: Pool,
    private readonly database: Database,
    private readonly usage: UsageService,
    @Inject(ENV) private readonly env: Env,
  ) {}

  /** Stores question and answer; undefined when the key was used before or the user has no such thread or parent. */
  async open(question: NewQuestion): Promise<OpenedTurn | undefined> {
    const { userId, keyId, key, fingerprint, threadId, parentId, title, content, tokens, model } = question;
    const ids = [randomUUID(), randomUUID()];
    const last = [keyId, this.usage.limits, question.collection];
    const values = [userId, key, fingerprint, ...ids, content, tokens, model, this.instance, ...last];
    if (!threadId) {
      const opening = this.#rows<OpenedTurnRow>(sql.OPEN_IN_NEW_THREAD, [...values, randomUUID(), title]);
      return opened(await this.usage.refusing(question, opening));
    }
    const opening = this.#rows<OpenedTurnRow>(sql.OPEN_IN_THREAD, [
      ...values,
      threadId,
      title,
      UNTITLED,
      parentId !== undefined,
      parentId,
      this.env.CONTEXT_TOKENS,
    ]);
    return opened(await this.#refusingSecondTurn(this.usage.refusing(question, opening), [threadId, null]));
  }

  /** Stores a new answer beside `answerId`; undefined when the key was used before or the user has no such answer. */
  async openRetry(send: Send, answerId: string, model: string): Promise<OpenedTurn | undefined> {
    const { userId, keyId, key, fingerprint } = send;
    const account = [keyId, this.usage.limits];
    const values = [userId, key, fingerprint, answerId, randomUUID(), model, this.instance, ...account];
    const opening = this.usage.refusing(send, this.#rows<TurnRow>(sql.OPEN_RETRY, values));
    const turn = toTurn(await this.#refusingSecondTurn(opening, [null, answerId]));
    return turn && { turn };
  }

  async findSend(userId: string, key: string): Promise<{ fingerprint: string; messageId: string } | undefined> {
    return (await this.#rows<{ fingerprint: string; messageId: string }>(sql.FIND_SEND, [userId, key]))[0];
  }

  async read(userId: string, answerId: string): Promise<StoredTurn | undefined> {
    const rows = await this.#rows<StoredTurnRow>(sql.READ_TURN, [userId, answerId]);
    const turn = toTurn(rows);
    const answer = rows.at(-1);
    if (!turn || !answer) return undefined;
    return { turn, attempt: answer.attempt, written: answer.written ?? '', lapsed: answer.lapsed ?? false };
  }

  /** What was said before a question, oldest first, read back as far as a prompt can hold. */
  async history({ parentId }: Message): Promise<CountedMessage[]> {
    if (!parentId) return [];
    return (await this.#rows<CountedMessage>(sql.READ_HISTORY, [parentId, this.env.CONTEXT_TOKENS])).reverse();
  }

  /** Ends a turn; undefined when this attempt may not, because it has ended or was taken over. */
  async settle(userId: string, answerId: string, attempt: number, outcome: Outcome): Promise<Message | undefined> {
    const { status, content, error, citations, tokens, model, trace } = outcome;
    const values = [
      answerId,
      attempt,
      status,
      content,
      error && JSON.stringify(error),
      JSON.stringify(citations),
      tokens,
      model,
      trace && JSON.stringify(trace),
      userId,
      tokensOfPrompt(trace?.prompt) + tokens,
    ];
    const [row] = await this.#rows<MessageRow>(sql.SETTLE, values);
    return row && toMessage(row);
  }

  /** Renews leases; the answer holds the turns that are still this instance's. */
  async beat(beats: Beat[]): Promise<Map<string, { stopAsked: boolean }>> {
    const values = [
      this.instance,
      beats.map(({ id }) => id),
      beats.map(({ attempt }) => attempt),
      beats.map(({ startOffset }) => startOffset),
      beats.map(({ text }) => text),
    ];
    const rows = await this.#rows<{ id: string; stopAsked: boolean }>(sql.BEAT, values, { urgent: true });
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Takes over turns that nobody keeps; `running` are those that run here. */
  async claim(atMost: number, running: string[]): Promise<ClaimedTurn[]> {
    const rows = await this.#rows<ClaimedTurnRow>(sql.CLAIM, [this.instance, atMost, running]);
    return rows
      .filter(({ role }) => role === 'assistant')
      .flatMap((answer) => {
        const turn = toTurn(rows.filter(({ id }) => id === answer.parentId || id === answer.id));
        const { attempt, userId, takeovers, stopAsked } = answer;
        return turn ? [{ turn, attempt, userId, takeovers, stopAsked, written: answer.written ?? '' }] : [];
      });
  }

  async askToStop(userId: string, answerId: string): Promise<void> {
    await this.#rows(sql.ASK_TO_STOP, [userId, answerId]);
  }

  async handOver(): Promise<void> {
    await this.#rows(sql.HAND_OVER, [this.instance]);
  }

  async lapseAll(): Promise<void> {
    await this.#rows(sql.LAPSE_ALL, []);
  }

  async #rows<T extends QueryResultRow>(
    statement: { name: string; text: string },
    values: unknown[],
    { urgent = false } = {},
  ): Promise<T[]> {
    const query = { ...statement, values };
    failpoint(`before ${statement.name}`);
    const { rows } = await (urgent ? this.database.urgently<T>(query) : this.pool.query<T>(query));
    failpoint(`after ${statement.name}`);
    return rows;
  }

  async #refusingSecondTurn<T>(
    opening: Promise<T>,
    place: [threadId: string | null, answerId: string | null],
  ): Promise<T> {
    try {
      return await opening;
    } catch (error) {
      const { code, constraint } = error as { code?: string; constraint?: string };
      if (code !== UNIQUE_VIOLATION || constraint !== 'one_running') throw error;
      const [running] = await this.#rows<{ id: string }>(sql.FIND_RUNNING, place);
      throw new ProblemException(
        'turn_running',
        'This thread is still answering. Wait for the answer, or stop it.',
        running && { messageId: running.id },
      );
    }
  }
}

function opened(rows: OpenedTurnRow[]): OpenedTurn | undefined {
  const turn = toTurn(rows);
  return turn && { turn, history: rows.at(-1)?.history ?? undefined };
}

function toTurn(rows: TurnRow[]): Turn | undefined {
  const [question, answer] = rows;
  if (!question || !answer) return undefined;
  return { thread: threadOf(answer), userMessage: toMessage(question), message: toMessage(answer) };
}

function threadOf({ threadId: id, threadCreatedAt: createdAt, threadUpdatedAt: updatedAt, ...row }: TurnRow): Thread {
  return toThread({ ...row, id, createdAt, updatedAt });
}
