import type { Pool } from 'pg';
import { findViolations, invariants, invariantsWhileReady } from '../src/database/invariants.ts';
import type { Ask } from './ask.ts';
import { historyInvariants } from './audit.ts';
import type { ScriptedProvider } from './scripted-provider.ts';
import type { Tally } from './tally.ts';

type Queries = Pick<Pool, 'query'>;

/** What is stored for one key. */
interface Stored {
  userId: string;
  key: string;
  threadId: string;
  questionId: string;
  parentId: string | null;
  answerId: string;
  question: string;
  content: string;
  status: string;
  /** The instance that held the turn when it ended. */
  lastOwner: string | null;
}

const STORED = `
  select s.user_id as "userId", s.key, q.thread_id as "threadId", q.id as "questionId", q.parent_id as "parentId",
         m.id as "answerId", q.content as question, m.content, m.status,
         (select old_owner from torture_audit a where a.id = m.id and a.status <> 'generating' order by number limit 1) as "lastOwner"
    from chat_sends s join chat_messages m on m.id = s.message_id join chat_messages q on q.id = m.parent_id`;

const NO_ANSWER = 'I found nothing in the documents that answers this question.';

/** Compares everything that the clients were told with everything that is stored. */
export class Inspection {
  readonly #asks: readonly Ask[];
  readonly #provider: ScriptedProvider;
  readonly #tally: Tally;
  /** Which process writes under which owner's name. */
  readonly #processOf = new Map<string, string>();

  constructor(asks: readonly Ask[], provider: ScriptedProvider, tally: Tally) {
    this.#asks = asks;
    this.#provider = provider;
    this.#tally = tally;
  }

  /** What is true at every moment. */
  async glance(queries: Queries): Promise<void> {
    await this.#hold(queries, [...invariants, ...historyInvariants]);
  }

  async keepers(queries: Queries): Promise<void> {
    await this.#hold(queries, invariantsWhileReady);
  }

  /** How many answers are still being written. */
  async unsettled(queries: Queries): Promise<number> {
    const { rows } = await queries.query<{ count: number }>(
      `select count(*)::int as count from chat_messages where status = 'generating'`,
    );
    return rows[0]?.count ?? 0;
  }

  /** Once all has come to rest. */
  async compare(queries: Queries): Promise<void> {
    await this.glance(queries);
    const { rows } = await queries.query<Stored>(STORED);
    const stored = new Map(rows.map((row) => [row.key, row]));
    for (const ask of this.#asks) this.#compare(ask, stored.get(ask.key));
    for (const row of rows) this.#trace(row);
  }

  #compare(ask: Ask, stored: Stored | undefined): void {
    const { place, final } = ask;
    const violated = (what: string) => this.#tally.violated(what, { ask: ask.facts(), stored });
    if (!stored) {
      if (place) violated('an acknowledged turn is not stored');
      return;
    }
    if (stored.userId !== ask.userId || stored.question !== ask.question)
      violated('another question is stored under a key');
    if (ask.refusedFor.has(stored.answerId)) violated('a turn stood in the way of its own key');
    if (stored.status === 'generating') violated('an answer never ended');
    if (place && Object.entries(place).some(([name, id]) => stored[name as keyof typeof place] !== id))
      violated('an acknowledged turn is stored in another place');
    if (final && (final.content !== stored.content || final.status !== stored.status))
      violated('a reader was told another answer than is stored');
  }

  /** Whether an answer is the whole text, or the beginning, of what the model gave the turn's owner for this question. */
  #trace(stored: Stored): void {
    const { content, status, question, lastOwner } = stored;
    if (content === '' || (status === 'no_answer' && content === NO_ANSWER)) return;
    const given = this.#provider.given(content);
    const isWhole = status === 'complete' || status === 'no_answer';
    const fits = isWhole ? given?.text === content : given?.text.startsWith(content);
    if (!given || !fits || !given.question.includes(question))
      return this.#tally.violated('an answer is not what the model gave for its question', { stored, given });
    if (!lastOwner || status === 'stopped' || status === 'failed') return; // it may hold the text of an owner before
    const known = this.#processOf.get(lastOwner) ?? given.asker;
    this.#processOf.set(lastOwner, known);
    if (known !== given.asker)
      this.#tally.violated('an answer was stored by a process that did not hold it', { stored, given, known });
  }

  async #hold(queries: Queries, looked: typeof invariants): Promise<void> {
    for (const { name, count, ids } of await findViolations(queries, looked)) {
      if (!count) continue;
      const { rows: history } = await queries.query(
        'select * from torture_audit where id::text = any ($1) order by number',
        [ids],
      );
      const { rows: messages } = await queries.query('select * from chat_messages where id::text = any ($1)', [ids]);
      this.#tally.violated(`not held: ${name} (${count})`, { ids, messages, history });
    }
  }
}
