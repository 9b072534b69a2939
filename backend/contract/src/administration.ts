import { z } from 'zod';
import { documentStatusSchema, visibilitySchema } from './document.js';
import { exampleOf } from './example.js';
import { page, pageQuerySchema } from './page.js';
import { spentSchema } from './usage.js';

const ownedDocumentsSchema = z.object({
  private: z.int(),
  shared: z.int(),
  characters: z.int().meta({ description: 'Of their current texts.' }),
});

const usedSchema = z.object({
  today: spentSchema,
  last30Days: spentSchema.meta({ description: 'Today and the 29 days before.' }),
});

const used = { today: exampleOf(spentSchema), last30Days: { turns: 240, tokens: 610_000 } };

const roleSchema = z.enum(['admin', 'user']);

/** Makes somebody an administrator, or no longer one. */
export const changeRoleSchema = z
  .strictObject({ role: roleSchema })
  .meta({ id: 'ChangeRole', example: { role: 'admin' } });
export type ChangeRole = z.output<typeof changeRoleSchema>;

/** An account as administrators see it: how much there is of everything, and none of what it says. */
export const administeredUserSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    suspended: z.boolean(),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When a session that has not ended was last renewed, to the day.' }),
    threads: z.int(),
    keys: z.int(),
    documents: ownedDocumentsSchema,
    usage: usedSchema,
  })
  .meta({
    id: 'AdministeredUser',
    example: {
      id: '2f6c1d34-0a7b-4b5e-9d8c-7e6f5a4b3c2d',
      name: 'Ada',
      email: 'ada@example.com',
      role: 'user',
      suspended: false,
      createdAt: '2026-11-23T08:00:00.000Z',
      lastSeenAt: '2026-11-27T08:00:00.000Z',
      threads: 12,
      keys: 1,
      documents: { private: 3, shared: 1, characters: 48_210 },
      usage: used,
    },
  });
export type AdministeredUser = z.infer<typeof administeredUserSchema>;

/** Newest first. */
export const administeredUserPageSchema = page('AdministeredUserPage', administeredUserSchema);

export const administeredUserQuerySchema = pageQuerySchema.extend({
  q: z.string().trim().min(1).max(200).optional().meta({ description: 'A part of the name or the e-mail address.' }),
});
export type AdministeredUserQuery = z.output<typeof administeredUserQuerySchema>;

/** How much is stored and used, of everybody together. */
export const administrationOverviewSchema = z
  .object({
    users: z.object({ total: z.int(), administrators: z.int(), suspended: z.int() }),
    usage: usedSchema,
    documents: z
      .array(
        z.object({
          visibility: visibilitySchema,
          status: documentStatusSchema,
          documents: z.int(),
          characters: z.int().meta({ description: 'Of their current texts.' }),
        }),
      )
      .meta({ description: 'Only those kinds that there are.' }),
  })
  .meta({
    id: 'AdministrationOverview',
    example: {
      users: { total: 42, administrators: 2, suspended: 1 },
      usage: used,
      documents: [{ visibility: 'shared', status: 'ready', documents: 14, characters: 96_400 }],
    },
  });
export type AdministrationOverview = z.infer<typeof administrationOverviewSchema>;

export const settingInForceSchema = z
  .object({
    name: z.string(),
    value: z.string().nullable().meta({ description: 'Null when it is not set, and where it is a secret.' }),
    secret: z.boolean().meta({ description: 'Its value is not shown.' }),
    isSet: z.boolean(),
    isDefault: z.boolean().meta({ description: 'Whether it is as it would be if nobody had set it.' }),
  })
  .meta({
    id: 'SettingInForce',
    example: { name: 'CHAT_MODEL', value: 'gpt-5-mini', secret: false, isSet: true, isDefault: false },
  });
export type SettingInForce = z.infer<typeof settingInForceSchema>;

/** All settings, in the order in which the product knows them. */
export const settingsInForceSchema = z
  .object({ data: z.array(settingInForceSchema) })
  .meta({ id: 'SettingsInForce', example: { data: [exampleOf(settingInForceSchema)] } });
export type SettingsInForce = z.infer<typeof settingsInForceSchema>;
