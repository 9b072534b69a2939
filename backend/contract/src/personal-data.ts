import { z } from 'zod';
import { userSchema } from './account.js';
import { apiKeySchema } from './api-key.js';
import { documentSchema } from './document.js';
import { exampleOf } from './example.js';
import { messageSchema } from './message.js';
import { threadSchema } from './thread.js';

const profileSchema = userSchema.pick({ id: true, name: true, email: true, role: true, createdAt: true });

const usageDaySchema = z.object({ day: z.iso.date(), turns: z.int(), tokens: z.int() });
export type UsageDay = z.infer<typeof usageDaySchema>;

/** Everything that ChatKit keeps of one person. */
export const personalDataSchema = z
  .object({
    exportedAt: z.iso.datetime(),
    profile: profileSchema,
    sessions: z.array(
      z.object({
        createdAt: z.iso.datetime(),
        expiresAt: z.iso.datetime(),
        ipAddress: z.string().nullable(),
        userAgent: z.string().nullable(),
      }),
    ),
    keys: z.array(apiKeySchema).meta({ description: 'Without their text.' }),
    usage: z.array(usageDaySchema).meta({ description: 'Of each day, in UTC.' }),
    documents: z.array(documentSchema.extend({ text: z.string() })).meta({ description: 'With their current text.' }),
    threads: z
      .array(threadSchema.extend({ messages: z.array(messageSchema) }))
      .meta({ description: 'With all messages, their citations and what you think of them.' }),
  })
  .meta({
    id: 'PersonalData',
    example: {
      exportedAt: '2026-11-27T09:00:00.000Z',
      profile: {
        id: '2f6c1d34-0a7b-4b5e-9d8c-7e6f5a4b3c2d',
        name: 'Ada',
        email: 'ada@example.com',
        role: 'user',
        createdAt: '2026-11-23T08:00:00.000Z',
      },
      sessions: [],
      keys: [exampleOf(apiKeySchema)],
      usage: [{ day: '2026-11-27', turns: 12, tokens: 31_500 }],
      documents: [{ ...exampleOf(documentSchema), text: 'Employees get 28 days of holiday a year.' }],
      threads: [{ ...exampleOf(threadSchema), messages: [exampleOf(messageSchema)] }],
    },
  });
export type PersonalData = z.infer<typeof personalDataSchema>;
