import { DestroyRef, Service, computed, inject, signal } from '@angular/core';
import type { ChatProblem, ChatProblemCode } from './chat-problem';
import { TAKEN, parseQuestion, type WaitingQuestion } from './waiting-question';

const prefix = 'chatkit.outbox.';

/** Refusals that end by themselves: the same question may be taken later. */
const passing: readonly ChatProblemCode[] = ['turn_running', 'rate_limited', 'unauthenticated'];

/** A question that was taken, and the thread that it is in now. */
export type TakenQuestion = WaitingQuestion & { readonly threadId: string };

/**
 * The questions of one user that the server has not taken yet, the same in all tabs of the browser and over reloads. Each
 * has a storage key of its own, so that tabs never write over each other.
 */
@Service({ autoProvided: false })
export class Outbox {
  readonly #questions = signal<readonly WaitingQuestion[]>([]);
  /** What belongs to nobody yet, and what the browser does not store. */
  readonly #unstored = new Map<string, WaitingQuestion>();
  readonly #userId = signal<string | null>(null);
  #taken: ((question: TakenQuestion) => void) | null = null;

  /** Whoever asked first comes first. */
  readonly questions = this.#questions.asReadonly();
  /** Whether somebody sends them when that is possible: only where it is known whose they are. */
  readonly isSent = computed(() => this.#userId() !== null);

  constructor() {
    const changedElsewhere = (event: StorageEvent) => this.#hear(event);
    window.addEventListener('storage', changedElsewhere);
    inject(DestroyRef).onDestroy(() => window.removeEventListener('storage', changedElsewhere));
  }

  /** Whose questions these are; what was asked before it was known becomes theirs. */
  belongTo(userId: string): void {
    if (userId === this.#userId()) {
      return;
    }
    const before = this.#userId() === null ? [...this.#unstored.values()] : [];
    this.#unstored.clear();
    this.#userId.set(userId);
    before.forEach((question) => this.#write(question));
    this.#read();
  }

  /** Calls `listener` for each question that waited here as well, and that the server took from another tab. */
  onTakenElsewhere(listener: (question: TakenQuestion) => void): void {
    this.#taken = listener;
  }

  find(key: string): WaitingQuestion | undefined {
    return this.#questions().find((question) => question.key === key);
  }

  /** Adds a question behind all others. */
  add(question: Omit<WaitingQuestion, 'order' | 'problem'>): void {
    const order = Math.max(Date.now(), (this.#questions().at(-1)?.order ?? 0) + 1);
    this.#write({ ...question, order, problem: null });
    this.#read();
  }

  /** Changes a question that is still here. */
  change(key: string, change: Partial<Pick<WaitingQuestion, 'state' | 'problem' | 'threadId'>>): void {
    const question = this.find(key);
    if (question !== undefined) {
      this.#write({ ...question, ...change });
      this.#read();
    }
  }

  /** The server did not take it: it goes on waiting, or is for the person to decide about. */
  refuse(key: string, problem: ChatProblem): void {
    const waits = this.isSent() && (problem.transient || passing.includes(problem.code));
    const gone = problem.code === 'not_found' ? { threadId: null } : {};
    this.change(key, { state: waits ? 'waiting' : 'refused', problem: problem.code, ...gone });
  }

  /** The server has taken it; those that wait for the same new thread follow it there. */
  take(key: string, threadId: string): void {
    const question = this.find(key);
    if (question === undefined) {
      return;
    }
    this.remove(key, { ...question, threadId, state: TAKEN });
    if (question.threadId === null) {
      const followers = this.#questions().filter((other) => other.threadId === null && other.state !== 'refused');
      followers.forEach((follower) => this.change(follower.key, { threadId }));
    }
  }

  /** Forgets a question; `last` is what other tabs are told of it. */
  remove(key: string, last?: WaitingQuestion): void {
    if (last !== undefined && !this.#unstored.has(key)) {
      this.#write(last);
    }
    this.#unstored.delete(key);
    attempt(() => localStorage.removeItem(this.#keyOf(key)));
    this.#read();
  }

  /** Forgets all questions of this user, as when they sign out. */
  clear(): void {
    this.#questions().forEach(({ key }) => this.remove(key));
    this.#userId.set(null);
    this.#read();
  }

  #hear({ key, newValue }: StorageEvent): void {
    if (this.#userId() === null || (key !== null && !key.startsWith(this.#keyOf('')))) {
      return;
    }
    const question = parseQuestion(newValue);
    const waited = ['waiting', 'sending'].includes(this.find(question?.key ?? '')?.state ?? '');
    if (question?.state === TAKEN && question.threadId !== null && waited) {
      this.#taken?.({ ...question, threadId: question.threadId });
    }
    this.#read();
  }

  #write(question: WaitingQuestion): void {
    const stored =
      this.#userId() !== null &&
      attempt(() => localStorage.setItem(this.#keyOf(question.key), JSON.stringify(question))) !== null;
    if (stored) {
      this.#unstored.delete(question.key);
    } else {
      this.#unstored.set(question.key, question);
    }
  }

  #read(): void {
    const keys = this.#userId() === null ? [] : (attempt(() => Object.keys(localStorage)) ?? []);
    const stored = keys
      .filter((key) => key.startsWith(this.#keyOf('')))
      .flatMap((key) => parseQuestion(attempt(() => localStorage.getItem(key))) ?? [])
      .filter(({ key, state }) => state !== TAKEN && !this.#unstored.has(key));
    this.#questions.set([...stored, ...this.#unstored.values()].sort((one, other) => one.order - other.order));
  }

  #keyOf(key: string): string {
    return `${prefix}${this.#userId() ?? ''}.${key}`;
  }
}

/** Storage may be full or forbidden by the browser's settings: then questions wait as long as the page lives. */
function attempt<T>(access: () => T): T | null {
  try {
    return access();
  } catch {
    return null;
  }
}
