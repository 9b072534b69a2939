import { z } from 'zod';
import { exampleOf } from './example.js';

/** What an API key may be allowed to do, always as its owner. */
export const scopeSchema = z
  .enum(['chat', 'threads:read', 'threads:write', 'documents:read', 'documents:write', 'search', 'embed'])
  .meta({
    id: 'Scope',
    description:
      '`chat`: ask, and read, follow, stop and repeat answers; `threads:read`, `threads:write`: threads and their messages; ' +
      '`documents:read`, `documents:write`: documents; `search`: find passages; `embed`: sign other people in to the embedded chat, for the server of a page, ' +
      'with a key of an administrator that has no other scope.',
  });
export type Scope = z.infer<typeof scopeSchema>;

export const apiKeySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    start: z.string().meta({ description: 'How the key begins, to tell it from others.' }),
    scopes: z.array(scopeSchema),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'ApiKey',
    example: {
      id: '0b7e3c52-9d0f-4c0e-8a55-6a1f6e0c9a11',
      name: 'Intranet search',
      start: 'chatkit_aBcD',
      scopes: ['search'],
      createdAt: '2026-11-23T09:00:00.000Z',
      expiresAt: '2027-02-21T09:00:00.000Z',
      lastUsedAt: null,
    },
  });
export type ApiKey = z.infer<typeof apiKeySchema>;

/** Newest first. A user has few, so there is one page. */
export const apiKeyListSchema = z
  .object({ data: z.array(apiKeySchema) })
  .meta({ id: 'ApiKeyList', example: { data: [exampleOf(apiKeySchema)] } });
export type ApiKeyList = z.infer<typeof apiKeyListSchema>;

export const createdApiKeySchema = apiKeySchema
  .extend({ key: z.string().meta({ description: 'The key itself. It is shown only here, and cannot be read again.' }) })
  .meta({
    id: 'CreatedApiKey',
    example: {
      ...exampleOf(apiKeySchema),
      key: 'chatkit_aBcDxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    },
  });
export type CreatedApiKey = z.infer<typeof createdApiKeySchema>;

export const createApiKeySchema = z
  .strictObject({
    name: z
      .string()
      .overwrite((name) => name.toWellFormed())
      .trim()
      .min(1)
      .max(100),
    scopes: z
      .array(scopeSchema)
      .min(1)
      .overwrite((scopes) => [...new Set(scopes)])
      .refine((scopes) => !scopes.includes('embed') || scopes.length === 1, 'embed stands alone: make a key for it.'),
    expiresInDays: z.int().min(1).max(365).default(90),
  })
  .meta({ id: 'CreateApiKey', example: { name: 'Intranet search', scopes: ['search'], expiresInDays: 90 } });
export type CreateApiKey = z.output<typeof createApiKeySchema>;
