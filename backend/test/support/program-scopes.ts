import { scopeSchema } from '@chatkit/contract';

/** All scopes that a key can have together. */
export const PROGRAM_SCOPES = scopeSchema.options.filter((scope) => scope !== 'embed');
