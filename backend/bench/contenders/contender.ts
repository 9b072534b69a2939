import type { Pool } from 'undici';
import type { Question } from '../load.ts';
import type { ServerProcess } from '../server-process.ts';

/** A server that takes turns. */
export interface Contender {
  readonly server: ServerProcess;
  /** The name of its database on the server, if it is on one. */
  readonly database?: string;
  /** Connections of the readers to it. */
  readonly connections: Pool;

  /** Questions in as many threads, each with the same earlier messages and nothing else in it. */
  questions(count: number): Promise<Question[]>;
}
