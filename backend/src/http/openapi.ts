import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { describeHeaders, HEADERS } from './describe-headers.js';
import { describeProblems, type Operation, problemExamples } from './describe-problems.js';
import { INTRODUCTION } from './introduction.js';
import { VERSION } from './version.js';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/** The description of the whole API, from the routes and their Zod schemas, with those of better-auth. */
export function describeApi(app: INestApplication, authRoutes: OpenAPIObject['paths']): OpenAPIObject {
  const document = SwaggerModule.createDocument(app, config());
  const schemas = { ...namedSchemas(), ...document.components?.schemas };
  for (const [method, operation] of operationsOf(document.paths)) {
    tellScope(operation);
    describeProblems(method, operation);
    describeHeaders(operation, { reads: method === 'get' });
    showBody(operation, schemas);
  }
  for (const [, operation] of operationsOf(authRoutes)) describeHeaders(operation, { reads: false });
  document.paths = { ...authRoutes, ...document.paths };
  document.components = { ...document.components, schemas, examples: problemExamples(), headers: HEADERS };
  return document;
}

function operationsOf(paths: OpenAPIObject['paths']): [method: string, Operation][] {
  return Object.values(paths).flatMap((item) => Object.entries(item as Record<string, Operation>));
}

function config(): Omit<OpenAPIObject, 'paths'> {
  return new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('ChatKit RAG')
    .setDescription(INTRODUCTION)
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'This server')
    .addCookieAuth('better-auth.session_token', {
      type: 'apiKey',
      description: 'The session of a browser. Signing in sets it, and the console then sends it by itself.',
    })
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The token of a session, or an API key.' })
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'An API key. It counts before a session.' },
      'key',
    )
    .addTag('Accounts', 'Sign up, sign in, sign out. These routes are better-auth’s, with errors of their own form.')
    .addTag('Administration', 'Accounts of others; for administrators.')
    .addTag('API keys', 'For programs that act as you.')
    .addTag('Embedding', 'For servers whose pages hold the chat.')
    .addTag('Chat', 'Ask, follow, stop, ask again.')
    .addTag('Threads', 'Conversations: list, rename, pin, archive, delete, search, export.')
    .addTag('Messages', 'Questions and answers as they were stored, with citations and traces.')
    .addTag('Knowledge', 'The documents that answers come from.')
    .addTag('OpenAI-compatible', 'For programs and libraries that speak to OpenAI. Errors have OpenAI’s form.')
    .addTag('MCP', 'For agents that speak the Model Context Protocol. Errors have JSON-RPC’s form.')
    .addTag('Portal', 'What pages must know before anyone is signed in.')
    .addTag('Health', 'For whoever operates ChatKit.')
    .build();
}

/** Says in words what the security of an operation says, for consoles do not show the scopes of keys. */
function tellScope(operation: Operation): void {
  operation.security ??= [];
  if (!operation.security.some((requirement) => 'cookie' in requirement || 'key' in requirement)) return;
  const scopes = operation.security.flatMap(({ key }) => key ?? []).map((scope) => `\`${scope}\``);
  const told = scopes.length ? `API keys need the scope ${scopes.join(' or ')}.` : 'Not for API keys.';
  operation.description = [operation.description, told].filter(Boolean).join('\n\n');
}

/** Puts the example of a body's schema where consoles look first. */
function showBody({ requestBody }: Operation, schemas: Schemas): void {
  const body = requestBody && 'content' in requestBody ? requestBody.content['application/json'] : undefined;
  if (!body?.schema || !('$ref' in body.schema)) return;
  const schema = schemas[body.schema.$ref.replace('#/components/schemas/', '')];
  if (schema && 'example' in schema) body.example = schema.example as unknown;
}

/** Every schema of the contract that has a name, as what the server sends. */
function namedSchemas(): Schemas {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    io: 'output',
    uri: (id) => `#/components/schemas/${id}`,
  });
  const own = Object.entries(schemas).map(([id, { $schema: _version, $id: _uri, ...schema }]) => [id, schema] as const);
  return Object.fromEntries(own) as Schemas;
}
