import { z } from 'zod';
import { exampleOf } from './example.js';
import { page } from './page.js';

/** What the audit log records. */
export const auditActSchema = z
  .enum([
    'sign_in_failed',
    'account_made',
    'account_suspended',
    'account_readmitted',
    'account_deleted',
    'role_granted',
    'role_withdrawn',
    'password_set',
    'password_changed',
    'key_created',
    'key_revoked',
    'embed_signed_in',
    'invitation_made',
    'data_exported',
    'settings_read',
  ])
  .meta({
    id: 'AuditAct',
    description:
      '`password_set`: by an administrator; `password_changed`: by its owner; `account_made`: by an administrator; ' +
      '`embed_signed_in`: the server of a page signed somebody in to the embedded chat, with the actor’s key; ' +
      '`role_granted` and `role_withdrawn`: somebody became an administrator, or is no longer one; ' +
      '`data_exported`: somebody took out all their own data.',
  });
export type AuditAct = z.infer<typeof auditActSchema>;

const auditedPersonSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable().meta({ description: 'Null when the account has been deleted.' }),
    email: z.string().nullable(),
  })
  .meta({
    id: 'AuditedPerson',
    example: { id: '2f6c1d34-0a7b-4b5e-9d8c-7e6f5a4b3c2d', name: 'Ada', email: 'ada@example.com' },
  });

/** One line of the audit log. Lines are never changed and never deleted. */
export const auditEntrySchema = z
  .object({
    id: z.uuid(),
    at: z.iso.datetime(),
    act: auditActSchema,
    actor: auditedPersonSchema.nullable().meta({ description: 'Who did it; null where nobody was signed in.' }),
    subject: auditedPersonSchema
      .nullable()
      .meta({ description: 'Whose account it was done to; null where it was nobody’s.' }),
    keyId: z.string().nullable().meta({ description: 'The API key that was created, revoked or used.' }),
    address: z.string().nullable().meta({ description: 'Where a sign-in that failed came from.' }),
    requestId: z.string().nullable(),
  })
  .meta({
    id: 'AuditEntry',
    example: {
      id: '7d1e4b0a-93c2-4f57-8f0e-1c2b3a4d5e6f',
      at: '2026-11-27T09:00:00.000Z',
      act: 'account_suspended',
      actor: { id: '9c3e5b1a-7d2f-4e60-8a41-0b6c7d8e9f10', name: 'Grace', email: 'grace@example.com' },
      subject: exampleOf(auditedPersonSchema),
      keyId: null,
      address: null,
      requestId: '3f9a6d0e-52c4-4b7e-8a1d-9c0b1f2e3d4a',
    },
  });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Newest first. */
export const auditPageSchema = page('AuditPage', auditEntrySchema);
