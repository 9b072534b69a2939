import { Injectable } from '@nestjs/common';
import type { Collections, KnowledgeOverview } from '@chatkit/contract';
import { Pool } from 'pg';

const STARTERS = 4;
const DOCUMENTS_TO_VARY_OVER = 20;

const READ_OVERVIEW = `
  with visible as (
    select questions, created_at, id
    from documents
    where (owner_id = $1 or visibility = 'shared') and status = 'ready'
  )
  select
    (select count(*)::integer from visible) as documents,
    coalesce((
      select json_agg(questions)
      from (
        select questions from visible where questions <> '{}' order by created_at desc, id limit ${DOCUMENTS_TO_VARY_OVER}
      ) newest
    ), '[]') as questions`;

const READ_COLLECTIONS = `
  select collection as name, count(*)::integer as documents
  from documents
  where (owner_id = $1 or visibility = 'shared') and collection is not null
  group by collection
  order by lower(collection), collection`;

/** What can be asked about: how many documents there are, their collections, and questions from their headings to begin with. */
@Injectable()
export class KnowledgeSurvey {
  constructor(private readonly pool: Pool) {}

  async overview(userId: string): Promise<KnowledgeOverview> {
    const { rows } = await this.pool.query<{ documents: number; questions: string[][] }>(READ_OVERVIEW, [userId]);
    return {
      documents: rows[0]?.documents ?? 0,
      starterQuestions: varied(rows[0]?.questions ?? []).slice(0, STARTERS),
    };
  }

  async collections(userId: string): Promise<Collections> {
    const { rows } = await this.pool.query<Collections['data'][number]>(READ_COLLECTIONS, [userId]);
    return { data: rows };
  }
}

/** The first of each list, then the second of each, and so on; each once. */
function varied(lists: string[][]): string[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const turns = Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list[turn] ?? []));
  return [...new Set(turns.flat())];
}
