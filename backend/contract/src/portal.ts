import { z } from 'zod';

/** What a visitor's page must know before anyone is signed in. */
export const portalSchema = z
  .object({
    signUp: z.enum(['first', 'open', 'invite', 'closed']).meta({
      description: '`first`: no account exists yet, the next one becomes the administrator.',
    }),
    signUpCode: z.enum(['none', 'setup', 'invitation']).meta({ description: 'The code that a sign-up must carry.' }),
    signOn: z
      .object({ name: z.string().nullable().meta({ description: 'What people call the provider.' }) })
      .nullable()
      .meta({ description: 'The OpenID Connect provider that people can sign in with; null when there is none.' }),
    model: z
      .string()
      .nullable()
      .meta({ description: 'The language model in use; null when answers are quoted offline.' }),
  })
  .meta({ id: 'Portal', example: { signUp: 'closed', signUpCode: 'none', signOn: null, model: 'gpt-5-mini' } });
export type Portal = z.infer<typeof portalSchema>;

/** A code that lets one person sign up. */
export const invitationSchema = z.object({ code: z.string(), expiresAt: z.iso.datetime() }).meta({
  id: 'Invitation',
  example: { code: 'q7DXzqv0bN1TRzjL2c4k', expiresAt: '2026-11-30T09:00:00.000Z' },
});
export type Invitation = z.infer<typeof invitationSchema>;
