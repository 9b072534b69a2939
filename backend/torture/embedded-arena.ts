import { join } from 'node:path';
import { readEnv } from '../src/env.ts';
import { addKnowledge, signUp } from './account.ts';
import { type Arena, productSettings } from './arena.ts';
import { INSTALL_AUDIT } from './audit.ts';
import { ProcessFaults } from './process-faults.ts';
import type { ArenaOptions } from './server-arena.ts';

const ACCOUNTS = 2;

/** One instance on the embedded database, which nobody else can look into while it runs. */
export async function openEmbeddedArena({ directory, modelUrl, random, tally }: ArenaOptions): Promise<Arena> {
  const settings = { ...productSettings(directory, modelUrl), DATA_DIR: join(directory, 'embedded') };
  const processes = new ProcessFaults(['embedded'], settings, random, tally);
  await processes.ready();
  const url = processes.instances[0]?.url ?? '';
  const accounts = await Promise.all(Array.from({ length: ACCOUNTS }, (_, number) => signUp(url, number)));
  if (accounts[0]) await addKnowledge(url, accounts[0]);
  const { openDatabase } = await builtProduct();
  const inspect: Arena['inspect'] = (look) =>
    processes.without(async () => {
      const database = await openDatabase(readEnv(settings), () => undefined);
      try {
        return await look(database.pool);
      } finally {
        await database.close();
      }
    });
  await inspect((queries) => queries.query(INSTALL_AUDIT));
  return {
    name: 'embedded',
    processes,
    accounts,
    clients: 20,
    isOpenToAll: false,
    rageOnDatabase: () => Promise.resolve(),
    inspect,
    close: () => processes.close(),
  };
}

/** The sources need a build, because Nest's decorators are no plain types. */
async function builtProduct(): Promise<typeof import('../src/database/database.ts')> {
  const built = new URL('../../dist/backend/database/database.js', import.meta.url);
  return (await import(built.href)) as typeof import('../src/database/database.ts');
}
