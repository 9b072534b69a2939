import type { Pool } from 'pg';
import type { Account } from './account.ts';
import type { ProcessFaults } from './process-faults.ts';

/** A database with the instances that work on it. */
export interface Arena {
  name: 'server' | 'embedded';
  processes: ProcessFaults;
  accounts: Account[];
  clients: number;
  /** Whether one can look into the database while instances run. */
  isOpenToAll: boolean;
  /** What goes wrong with the database, until `until` (milliseconds since 1970). */
  rageOnDatabase(until: number): Promise<void>;
  inspect<T>(look: (queries: Pick<Pool, 'query'>) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** Settings that are the same for all instances. */
export function productSettings(directory: string, modelUrl: string): Record<string, string> {
  return {
    SIGN_UP: 'open',
    DOCS_DIR: `${directory}/no-documents`,
    BETTER_AUTH_SECRET: 'a secret for torture that is long enough',
    OPENAI_BASE_URL: modelUrl,
    CHAT_MODEL: 'scripted',
    MODEL_FIRST_TOKEN_TIMEOUT_MS: '1000',
    MODEL_TOKEN_TIMEOUT_MS: '1000',
    // Starts take half the time of a run.
    NODE_COMPILE_CACHE: `${directory}/compile-cache`,
  };
}
