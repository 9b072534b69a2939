import { randomUUID } from 'node:crypto';
import type { Message, Turn } from '@chatkit/contract';
import type { Tally } from './tally.ts';

/** The knowledge of an arena answers it; one strange word, which tells a question from all others, does not hide that. */
const QUESTION =
  'How many days of holiday do employees get in a year, and how many days of holiday can be carried over to the next year?';

/** Where a turn is stored. */
export interface Place {
  threadId: string;
  questionId: string;
  answerId: string;
  /** The answer that the question follows. */
  parentId: string | null;
}

/** What is asked for: a new question, or another answer to an old one. */
export type Wish =
  | { kind: 'send'; threadId: string | undefined }
  | { kind: 'edit'; threadId: string; parentId: string | null }
  | { kind: 'regenerate'; answerId: string; threadId: string; question: string };

/** One wish of a client under one key, and all that the product has said about it. */
export class Ask {
  readonly key = randomUUID();
  readonly wish: Wish;
  readonly userId: string;
  readonly question: string;
  /** Where it is stored, once that was acknowledged. */
  place: Place | undefined;
  /** The answer as it was when it was said to have ended. */
  final: Message | undefined;
  /** Answers that were said to be running, and in its way. */
  readonly refusedFor = new Set<string>();
  readonly #tally: Tally;

  constructor(wish: Wish, userId: string, tally: Tally) {
    this.wish = wish;
    this.userId = userId;
    this.question = wish.kind === 'regenerate' ? wish.question : `${QUESTION} x${this.key.replaceAll('-', '')}`;
    this.#tally = tally;
  }

  acknowledge({ thread, userMessage, message }: Turn): void {
    const place = {
      threadId: thread.id,
      questionId: userMessage.id,
      answerId: message.id,
      parentId: userMessage.parentId,
    };
    if (!this.place) this.#tally.count('turns acknowledged');
    this.place ??= place;
    if (JSON.stringify(place) !== JSON.stringify(this.place)) this.#violated('one key led to two turns', place);
    if (userMessage.content !== this.question) this.#violated('another question was stored', userMessage);
    if (this.wish.threadId && this.wish.threadId !== thread.id) this.#violated('the turn is in another thread', place);
    if (message.status !== 'generating') this.end(message);
  }

  end(message: Message): void {
    this.final ??= message;
    if (message.content !== this.final.content || message.status !== this.final.status)
      this.#violated('an answer ended twice', message);
  }

  #violated(what: string, told: unknown): void {
    this.#tally.violated(what, { told, ask: this.facts() });
  }

  facts(): object {
    const { key, wish, place, final, refusedFor } = this;
    return { key, wish, place, final, refusedFor: [...refusedFor] };
  }
}
