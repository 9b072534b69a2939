import type { ClientBase } from 'pg';

/** Rows of the queue only remind of documents, which are stored themselves. `migrations` makes the tables. */
const TABLES = `
  select c.oid::regclass::text as name,
         array(select con.confrelid::regclass::text from pg_constraint con
                where con.conrelid = c.oid and con.contype = 'f' and con.confrelid <> c.oid) as "refersTo",
         (select string_agg(quote_ident(a.attname) || '::text collate "C"', ', ' order by array_position(i.indkey::int2[], a.attnum))
            from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
           where i.indrelid = c.oid and i.indisprimary) as "order"
    from pg_class c
   where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and c.relname <> 'migrations'
   order by 1`;

export interface StoredTable {
  /** As it stands in SQL, quoted where it must be. */
  name: string;
  refersTo: string[];
  /** What its rows are ordered by, the same on every server; null where rows may be alike. */
  order: string | null;
}

/** All tables with the product's data: those that others refer to come first. */
export async function storedTables(client: ClientBase): Promise<StoredTable[]> {
  const { rows } = await client.query<StoredTable>(TABLES);
  const ordered: StoredTable[] = [];
  const names = new Set<string>();
  while (ordered.length < rows.length) {
    const next = rows.filter(({ name, refersTo }) => !names.has(name) && refersTo.every((other) => names.has(other)));
    if (!next.length) throw new Error('Tables refer to each other in a circle.');
    for (const table of next) names.add(table.name);
    ordered.push(...next);
  }
  return ordered;
}
