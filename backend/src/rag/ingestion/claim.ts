import type { Pool, PoolClient } from 'pg';

const CLAIM = 'select pg_try_advisory_lock(hashtextextended($1, 0)) as claimed';
const RELEASE = 'select pg_advisory_unlock(hashtextextended($1, 0))';

/**
 * Does `work` unless another instance is at what `name` names, and passes it the connection that holds the claim.
 * Returns whether it did. The claim needs no transaction, and a lost connection frees it. The embedded database has one instance only, which must not claim
 * the same twice.
 */
export async function whileClaimed(
  pool: Pool,
  name: string,
  work: (session: PoolClient) => Promise<void>,
): Promise<boolean> {
  const session = await pool.connect();
  session.on('error', noteNothing);
  try {
    const { rows } = await session.query<{ claimed: boolean }>(CLAIM, [name]);
    const claimed = rows[0]?.claimed ?? false;
    if (claimed) {
      await work(session);
      await session.query(RELEASE, [name]);
    }
    session.off('error', noteNothing);
    session.release();
    return claimed;
  } catch (error) {
    // Ends the connection, and with it the claim and any open transaction.
    session.release(true);
    throw error;
  }
}

/** The next query on a lost connection says so. */
function noteNothing(): void {}
