import { z } from 'zod';

/** How many seconds a token of the embedded chat opens it. */
export const EMBED_TOKEN_SECONDS = 300;

const EMAIL = 'ada@example.com';
const email = z
  .email()
  .max(254)
  .overwrite((address) => address.toLowerCase());
const ORIGIN = /^https?:\/\/[^\s/?#@]+$/i;

export const createEmbedTokenSchema = z
  .strictObject({
    email: email.meta({ description: 'Of the person whom you have signed in yourself.' }),
    name: z
      .string()
      .overwrite((name) => name.toWellFormed().replaceAll('\u0000', ''))
      .trim()
      .min(1)
      .max(100)
      .meta({ description: 'For the account, when this is the first time.' }),
    origin: z
      .string()
      .max(300)
      .regex(ORIGIN, 'must be an origin such as https://portal.example.com, without a path')
      .overwrite((origin) => origin.toLowerCase())
      .meta({ description: 'Of the page that holds the chat: the token opens nothing elsewhere.' }),
  })
  .meta({
    id: 'CreateEmbedToken',
    example: { email: EMAIL, name: 'Ada Lovelace', origin: 'https://portal.example.com' },
  });
export type CreateEmbedToken = z.output<typeof createEmbedTokenSchema>;

/** What the server of a page passes on to its page, and the page to `<chat-kit>`. */
export const embedTokenSchema = z
  .object({
    token: z
      .string()
      .meta({ description: 'For the header `Authorization: Bearer`. It is kept as a hash, and cannot be read again.' }),
    userId: z.string().meta({ description: 'The account that it stands for.' }),
    expiresInSeconds: z.int().meta({ description: 'Get another one before.' }),
  })
  .meta({
    id: 'EmbedToken',
    example: {
      token: 'chatkit_embed_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
      userId: '2f6c1d34-0a7b-4b5e-9d8c-7e6f5a4b3c2d',
      expiresInSeconds: EMBED_TOKEN_SECONDS,
    },
  });
export type EmbedToken = z.infer<typeof embedTokenSchema>;

export const endEmbedTokensSchema = z.strictObject({ email }).meta({ id: 'EndEmbedTokens', example: { email: EMAIL } });
export type EndEmbedTokens = z.output<typeof endEmbedTokensSchema>;
