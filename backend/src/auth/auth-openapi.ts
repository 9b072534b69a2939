import type { OpenAPIObject } from '@nestjs/swagger';
import type { Auth } from './auth.js';

interface ShownRoute {
  method: 'get' | 'post';
  summary: string;
  isPublic?: true;
  example?: object;
}

const account = { email: 'ada@example.com', password: 'correct horse battery' };

/** Those of better-auth's routes that a person at the console, or a program, has a use for. */
const SHOWN: Record<string, ShownRoute> = {
  '/sign-up/email': {
    method: 'post',
    summary: 'Sign up',
    isPublic: true,
    example: { name: 'Ada', ...account },
  },
  '/sign-in/email': { method: 'post', summary: 'Sign in', isPublic: true, example: account },
  '/sign-out': { method: 'post', summary: 'Sign out', example: {} },
  '/get-session': { method: 'get', summary: 'Who is signed in?' },
  '/update-user': { method: 'post', summary: 'Change your name', example: { name: 'Ada Lovelace' } },
  '/change-password': {
    method: 'post',
    summary: 'Change your password',
    example: { currentPassword: account.password, newPassword: 'battery horse correct', revokeOtherSessions: true },
  },
  '/list-sessions': { method: 'get', summary: 'List your sessions' },
  '/revoke-session': { method: 'post', summary: 'End one of your sessions', example: { token: 'from the list' } },
  '/revoke-sessions': { method: 'post', summary: 'End all your sessions', example: {} },
};

const CODE = {
  type: 'string',
  description: 'The setup code of a new installation, or an invitation, where `GET /api/portal` asks for one.',
};

export interface AuthRoutes {
  paths: OpenAPIObject['paths'];
  schemas: NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
}

interface Operation {
  requestBody?: { content: Record<string, { schema: { properties?: Record<string, unknown> }; example?: object }> };
}

/** better-auth's own description of its routes, below `/api/auth`. */
export async function describeAuthRoutes(auth: Auth): Promise<AuthRoutes> {
  const generated = await auth.api.generateOpenAPISchema();
  const described = generated.paths as Record<string, Record<string, Operation> | undefined>;
  const paths: OpenAPIObject['paths'] = {};
  for (const [path, route] of Object.entries(SHOWN)) {
    const operation = described[path]?.[route.method];
    if (!operation) throw new Error(`better-auth no longer describes ${path}`);
    paths[`/api/auth${path}`] = { [route.method]: toOperation(operation, route, path.startsWith('/sign-up')) };
  }
  const { User, Session } = generated.components.schemas as unknown as AuthRoutes['schemas'];
  return { paths, schemas: { ...(User && { User }), ...(Session && { Session }) } };
}

function toOperation(operation: Operation, { summary, isPublic, example }: ShownRoute, takesCode: boolean): never {
  const body = operation.requestBody?.content['application/json'];
  if (body && example) body.example = example;
  if (body && takesCode) body.schema.properties = { ...body.schema.properties, code: CODE };
  const security = isPublic ? [] : [{ cookie: [] }, { bearer: [] }];
  return { ...operation, summary, security, tags: ['Accounts'] } as never;
}
