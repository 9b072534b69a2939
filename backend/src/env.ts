import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** The folder that holds `package.json`, both for the sources and for the build in `dist/`. */
export const workspaceRoot = findWorkspaceRoot(dirname(fileURLToPath(import.meta.url)));

const text = z.string().trim().min(1);
const wholeNumber = z.coerce.number('must be a whole number').int('must be a whole number');
const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/\S+$/, 'must look like postgres://user:password@host:5432/database');
/** `wiki.internal, 10.2.0.9:8090, 10.3.0.0/16`: hosts, with a port or without, and ranges of addresses. */
const HOST_OR_RANGE = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$|^[\da-f:.]+\/\d{1,3}$/i;
const isHostOrRange = (entry: string) =>
  HOST_OR_RANGE.test(entry) && (entry.includes('/') ? ipaddr.isValidCIDR(entry) : URL.canParse(`http://${entry}`));
/** Entries apart by commas or spaces, each of which must be `valid`; `expected` says what that is. */
const listOf = (valid: (entry: string) => boolean, expected: string) =>
  z
    .string()
    .default('')
    .transform((list, context) => {
      const entries = list.split(/[\s,]+/).filter((entry) => entry !== '');
      const wrong = entries.find((entry) => !valid(entry));
      if (wrong !== undefined) context.addIssue(`must name ${expected}, not ${wrong}`);
      return entries;
    });
const isOrigin = (entry: string) => URL.canParse(entry) && new URL(entry).origin === entry && /^https?:/.test(entry);
const isAddressOrRange = (entry: string) =>
  entry === 'loopback' || ipaddr.isValid(entry) || (entry.includes('/') && ipaddr.isValidCIDR(entry));
const milliseconds = wholeNumber.min(1);

const envSchema = z
  .object({
    NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
    PORT: wholeNumber.min(0).max(65_535).default(3000),
    HOST: text.default('127.0.0.1'),
    DATA_DIR: text.default('.data').transform((path) => resolve(workspaceRoot, path)),
    DATABASE_URL: postgresUrl.optional(),
    DATABASE_DIRECT_URL: postgresUrl.optional(),
    BETTER_AUTH_SECRET: z
      .string()
      .min(32, 'must be at least 32 characters; `openssl rand -hex 32` makes one')
      .optional(),
    BETTER_AUTH_URL: z.url({ protocol: /^https?$/, error: 'must be the http(s) address that people open' }).optional(),
    SIGN_UP: z.enum(['open', 'invite', 'closed']).default('closed'),
    OIDC_ISSUER: z.url({ protocol: /^https?$/, error: 'must be the http(s) address of the provider' }).optional(),
    OIDC_CLIENT_ID: text.optional(),
    OIDC_CLIENT_SECRET: text.optional(),
    OIDC_NAME: text.optional(),
    OPENAI_API_KEY: text.optional(),
    OPENAI_BASE_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http(s) address such as http://localhost:11434/v1' })
      .optional(),
    CHAT_MODEL: text.optional(),
    CHAT_FALLBACK_MODEL: text.optional(),
    CHAT_FALLBACK_BASE_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http(s) address such as http://localhost:11434/v1' })
      .optional(),
    CHAT_FALLBACK_API_KEY: text.optional(),
    EMBEDDING_MODEL: text.optional(),
    REWRITE_MODEL: text.optional(),
    RERANK_URL: z
      .url({ protocol: /^https?$/, error: 'must be an http(s) address such as http://localhost:8080/rerank' })
      .optional(),
    RERANK_MODEL: text.optional(),
    RERANK_API_KEY: text.optional(),
    LEXICAL_WEIGHT: z.coerce.number('must be a number').min(0).max(1).default(0.9),
    MODEL_FIRST_TOKEN_TIMEOUT_MS: milliseconds.default(60_000),
    MODEL_TOKEN_TIMEOUT_MS: milliseconds.default(30_000),
    CONTEXT_TOKENS: wholeNumber.min(500).max(1_000_000).default(8_000),
    USER_TURNS_PER_DAY: wholeNumber.min(1).optional(),
    USER_TOKENS_PER_DAY: wholeNumber.min(1).optional(),
    KEY_TURNS_PER_DAY: wholeNumber.min(1).optional(),
    KEY_TOKENS_PER_DAY: wholeNumber.min(1).optional(),
    DOCS_DIR: text.default('docs').transform((path) => resolve(workspaceRoot, path)),
    FETCH_PRIVATE_HOSTS: listOf(
      isHostOrRange,
      'hosts such as wiki.internal or 10.2.0.9:8090, or ranges such as 10.3.0.0/16',
    ),
    ALLOWED_ORIGINS: listOf(isOrigin, 'origins such as https://portal.example.com, without a path'),
    EMBED_ORIGINS: listOf(isOrigin, 'origins such as https://portal.example.com, without a path'),
    TRUSTED_PROXIES: listOf(isAddressOrRange, 'addresses such as 10.0.0.4, ranges such as 10.0.0.0/8, or loopback'),
    LOG_LEVEL: z.enum(['error', 'warn', 'log', 'debug', 'verbose']).default('log'),
    LOG_FORMAT: z.enum(['text', 'json']).optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: z
      .url({ protocol: /^https?$/, error: 'must be the http(s) address of a receiver, such as http://localhost:4318' })
      .optional(),
    OTEL_SERVICE_NAME: text.default('chatkit'),
    METRICS_TOKEN: z.string().min(16, 'must be at least 16 characters; `openssl rand -hex 32` makes one').optional(),
  })
  .superRefine((env, context) => {
    const require = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    if (env.NODE_ENV === 'production' && !env.BETTER_AUTH_SECRET)
      require('BETTER_AUTH_SECRET', 'is required when NODE_ENV=production; `openssl rand -hex 32` makes one');
    if (env.DATABASE_URL && !env.BETTER_AUTH_SECRET)
      require('BETTER_AUTH_SECRET', 'is required with DATABASE_URL: every instance must use the same one');
    if (env.DATABASE_DIRECT_URL && !env.DATABASE_URL)
      require('DATABASE_DIRECT_URL', 'goes with DATABASE_URL: it is another way to the same database');
    if (env.OIDC_ISSUER && !env.OIDC_CLIENT_ID)
      require('OIDC_CLIENT_ID', 'is missing: the provider at OIDC_ISSUER knows this server by it');
    if ((env.OIDC_CLIENT_ID || env.OIDC_CLIENT_SECRET || env.OIDC_NAME) && !env.OIDC_ISSUER)
      require('OIDC_ISSUER', 'is missing: name the provider, for example https://login.example.com');
    if (env.CHAT_MODEL && !env.OPENAI_API_KEY && !env.OPENAI_BASE_URL)
      require('CHAT_MODEL', 'needs OPENAI_API_KEY, or OPENAI_BASE_URL of a server that asks for no key');
    if (env.CHAT_FALLBACK_MODEL && !env.CHAT_MODEL)
      require('CHAT_FALLBACK_MODEL', 'needs CHAT_MODEL: it answers only where that one cannot');
    if (env.CHAT_FALLBACK_BASE_URL && !env.CHAT_FALLBACK_MODEL)
      require('CHAT_FALLBACK_MODEL', 'is missing: name the model at CHAT_FALLBACK_BASE_URL');
    if (env.CHAT_FALLBACK_API_KEY && !env.CHAT_FALLBACK_BASE_URL)
      require('CHAT_FALLBACK_BASE_URL', 'is missing: name the server that CHAT_FALLBACK_API_KEY is for');
    if (env.EMBEDDING_MODEL && !env.OPENAI_API_KEY && !env.OPENAI_BASE_URL)
      require('EMBEDDING_MODEL', 'needs OPENAI_API_KEY, or OPENAI_BASE_URL of a server that asks for no key');
    if (env.REWRITE_MODEL && !env.OPENAI_API_KEY && !env.OPENAI_BASE_URL)
      require('REWRITE_MODEL', 'needs OPENAI_API_KEY, or OPENAI_BASE_URL of a server that asks for no key');
    if ((env.RERANK_MODEL || env.RERANK_API_KEY) && !env.RERANK_URL)
      require('RERANK_URL', 'is missing: name the reranking endpoint, for example http://localhost:8080/rerank');
    if ((env.OPENAI_API_KEY || env.OPENAI_BASE_URL) && !env.CHAT_MODEL && !env.EMBEDDING_MODEL)
      require('CHAT_MODEL', 'is missing: name the model that answers, for example gpt-5-mini or llama3.2');
  })
  .transform((env) => ({ ...env, LOG_FORMAT: env.LOG_FORMAT ?? (env.NODE_ENV === 'production' ? 'json' : 'text') }));

/** The settings in force, checked once at the start. This file is the only reader of `process.env`. */
export type Env = z.output<typeof envSchema>;

/** Whether administrators may read a setting: `address` without what could be a secret in it, `secret` not at all. */
export type Setting = 'shown' | 'address' | 'secret';

/** All settings. One that is missing here does not compile. */
export const SETTINGS: Readonly<Record<keyof Env, Setting>> = {
  NODE_ENV: 'shown',
  PORT: 'shown',
  HOST: 'shown',
  DATA_DIR: 'shown',
  DATABASE_URL: 'address',
  DATABASE_DIRECT_URL: 'address',
  BETTER_AUTH_SECRET: 'secret',
  BETTER_AUTH_URL: 'address',
  SIGN_UP: 'shown',
  OIDC_ISSUER: 'address',
  OIDC_CLIENT_ID: 'shown',
  OIDC_CLIENT_SECRET: 'secret',
  OIDC_NAME: 'shown',
  OPENAI_API_KEY: 'secret',
  OPENAI_BASE_URL: 'address',
  CHAT_MODEL: 'shown',
  CHAT_FALLBACK_MODEL: 'shown',
  CHAT_FALLBACK_BASE_URL: 'address',
  CHAT_FALLBACK_API_KEY: 'secret',
  EMBEDDING_MODEL: 'shown',
  REWRITE_MODEL: 'shown',
  RERANK_URL: 'address',
  RERANK_MODEL: 'shown',
  RERANK_API_KEY: 'secret',
  LEXICAL_WEIGHT: 'shown',
  MODEL_FIRST_TOKEN_TIMEOUT_MS: 'shown',
  MODEL_TOKEN_TIMEOUT_MS: 'shown',
  CONTEXT_TOKENS: 'shown',
  USER_TURNS_PER_DAY: 'shown',
  USER_TOKENS_PER_DAY: 'shown',
  KEY_TURNS_PER_DAY: 'shown',
  KEY_TOKENS_PER_DAY: 'shown',
  DOCS_DIR: 'shown',
  FETCH_PRIVATE_HOSTS: 'shown',
  ALLOWED_ORIGINS: 'shown',
  EMBED_ORIGINS: 'shown',
  TRUSTED_PROXIES: 'shown',
  LOG_LEVEL: 'shown',
  LOG_FORMAT: 'shown',
  METRICS_TOKEN: 'secret',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'address',
  OTEL_SERVICE_NAME: 'shown',
};

/** Injection token of {@link Env}. */
export const ENV = Symbol('Env');

/** Says which settings are wrong and how to mend each. */
export class EnvError extends Error {}

/** Reads the settings; an empty value counts as not set. Throws {@link EnvError}. */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = envSchema.safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`);
  throw new EnvError(`These settings are not usable:\n${lines.join('\n')}`);
}

function findWorkspaceRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'nx.json'))) return folder;
    if (folder === dirname(folder)) return process.cwd();
  }
}
