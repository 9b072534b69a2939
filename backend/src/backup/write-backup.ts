import type { ClientBase } from 'pg';
import type { Database } from '../database/database.js';
import { type BackupLine, type BackupSummary, writeBackupFile } from './backup-file.js';
import { storedTables } from './stored-tables.js';

/** Some rows are as large as the largest document. */
const ROWS_A_FETCH = 50;

/** Writes all that is stored, as of one moment, into a file. On a server, ChatKit may go on meanwhile. */
export async function writeBackup(database: Database, file: string): Promise<BackupSummary> {
  const client = await database.pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query("set local timezone to 'UTC'"); // times are printed in it
    const { rows } = await client.query<{ name: string }>('select name from migrations order by timestamp');
    const header = { at: new Date().toISOString(), migrations: rows.map(({ name }) => name) };
    return await writeBackupFile(file, { chatkitBackup: 1, ...header }, linesOf(client));
  } finally {
    await client.query('rollback').finally(() => client.release());
  }
}

async function* linesOf(client: ClientBase): AsyncIterable<BackupLine> {
  for (const { name, order } of await storedTables(client)) {
    yield { table: name };
    await client.query(
      `declare stored cursor for select stored::text as row from ${name} stored order by ${order ?? 'stored::text collate "C"'}`,
    );
    for (let fetched = ROWS_A_FETCH; fetched === ROWS_A_FETCH;) {
      const { rows } = await client.query<{ row: string }>(`fetch ${ROWS_A_FETCH} from stored`);
      yield* rows;
      fetched = rows.length;
    }
    await client.query('close stored');
  }
}
