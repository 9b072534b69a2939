import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';

type OperationObject = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

const INTRODUCTION = `
Ask questions and get answers from your organisation's documents, with citations that can be checked.

**Get started**

1. Sign up or sign in: *Accounts* below. The browser keeps the session cookie, so the other routes work at once. A program
   sends the \`token\` of the answer as \`Authorization: Bearer <token>\`, or better an API key: create one under *API keys*, press
   *Authorize* and paste it, and it is sent as \`x-api-key\`. A key also works as a bearer token. Each route names its scope.
2. Ask a question: \`POST /api/chat/message\`.
3. Read it back: \`GET /api/chat/threads\` and the messages of one.

Every error is \`application/problem+json\` with a stable \`code\`; only the routes of *Accounts* below \`/api/auth\` answer with
\`{ code, message }\`.
`;

/** The description of the whole API, from the routes and their Zod schemas, with those of better-auth. */
export async function describeApi(
  app: INestApplication,
  authRoutes: Pick<OpenAPIObject, 'paths'> & { schemas: Schemas },
): Promise<OpenAPIObject> {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('ChatKit RAG')
    .setDescription(INTRODUCTION)
    .setVersion('0.1.0')
    .addCookieAuth('better-auth.session_token')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The token of a session, or an API key.' })
    .addApiKey(
      { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'An API key. It counts before a session.' },
      'key',
    )
    .addTag('Accounts', 'Sign up, sign in, sign out.')
    .addTag('API keys', 'For programs that act as you.')
    .addTag('Chat', 'Ask, follow, stop, ask again.')
    .addTag('Threads')
    .addTag('Messages')
    .addTag('Knowledge', 'The documents that answers come from.')
    .addTag('Portal')
    .addTag('Health')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  for (const item of Object.values(document.paths))
    for (const operation of Object.values(item as Record<string, OperationObject>)) tellScope(operation);
  document.paths = { ...authRoutes.paths, ...document.paths };
  document.components ??= {};
  document.components.schemas = { ...authRoutes.schemas, ...namedSchemas(), ...document.components.schemas };
  return document;
}

/** Says in words what the security of an operation says, for consoles do not show the scopes of keys. */
function tellScope(operation: OperationObject): void {
  if (!operation.security?.length) return;
  const scopes = operation.security.flatMap(({ key }) => key ?? []).map((scope) => `\`${scope}\``);
  const told = scopes.length ? `API keys need the scope ${scopes.join(' or ')}.` : 'Not for API keys.';
  operation.description = [operation.description, told].filter(Boolean).join('\n\n');
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
