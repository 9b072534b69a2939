import { fromBuild, NO_MODEL } from './from-build.ts';

/** The size of what a product that has ended left in its database. Throws when an invariant does not hold there. */
export async function checkedSize(store: Record<string, string>): Promise<{ chunks: number; bytes: number }> {
  const { readEnv } = await fromBuild<typeof import('../../../src/env.ts')>('env.js');
  const { openDatabase } = await fromBuild<typeof import('../../../src/database/database.ts')>('database/database.js');
  const { findViolations } =
    await fromBuild<typeof import('../../../src/database/invariants.ts')>('database/invariants.js');
  const { knowledgeSize } =
    await fromBuild<typeof import('../../../src/evaluation/knowledge-size.ts')>('evaluation/knowledge-size.js');
  const database = await openDatabase(readEnv({ ...store, OPENAI_BASE_URL: NO_MODEL }), console.error);
  try {
    const violated = (await findViolations(database.pool)).filter(({ count }) => count > 0);
    if (violated.length > 0) throw new Error(`violated after the run: ${JSON.stringify(violated)}`);
    return await knowledgeSize(database.pool);
  } finally {
    await database.close();
  }
}
