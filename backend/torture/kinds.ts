/** What the counts are added up to, and how often it is to be survived in all. */
export const GROUPS = {
  'Process kills': 1_000,
  'Other faults of processes': undefined,
  'Database restarts': 200,
  'Other faults of the database': undefined,
  'Provider faults': 2_000,
  'Client cuts and retries': 8_000,
} as const;
export type Group = keyof typeof GROUPS;

/** Everything that is done to the product, and the group that it belongs to. */
export const KINDS = {
  'process killed at a failpoint': 'Process kills',
  'process killed at a random time': 'Process kills',
  'process stopped and continued': 'Other faults of processes',
  'process blocked for 1.5 s': 'Other faults of processes',
  'process told to shut down': 'Other faults of processes',
  'error thrown at a failpoint': 'Other faults of processes',
  'PostgreSQL killed (SIGKILL)': 'Database restarts',
  'PostgreSQL shut down at once (SIGQUIT)': 'Database restarts',
  'all connections terminated': 'Other faults of the database',
  'pool exhausted by a locked table': 'Other faults of the database',
  'no connection left on the server': 'Other faults of the database',
  'provider answers 500': 'Provider faults',
  'provider answers 429': 'Provider faults',
  'provider answers garbage': 'Provider faults',
  'provider ends half-way': 'Provider faults',
  'provider cuts the connection': 'Provider faults',
  'provider sends no first word': 'Provider faults',
  'provider falls silent': 'Provider faults',
  'client cuts its connection': 'Client cuts and retries',
  'send repeated with the same key': 'Client cuts and retries',
} as const satisfies Record<string, Group>;
export type Kind = keyof typeof KINDS;

/** What the product did meanwhile. */
export type Outcome = 'turns acknowledged' | 'answers read to the end' | 'stops';
