import type { OpenAPIObject } from '@nestjs/swagger';
import type { Auth } from './auth.js';

/** Those of better-auth's routes that a person at the console, or a program, has a use for. */
const SHOWN = [
  '/sign-up/email',
  '/sign-in/email',
  '/sign-out',
  '/get-session',
  '/update-user',
  '/change-password',
  '/list-sessions',
  '/revoke-session',
  '/revoke-sessions',
];

/** better-auth's own description of its routes, below `/api/auth`. */
export async function describeAuthRoutes(auth: Auth): Promise<Pick<OpenAPIObject, 'paths'>> {
  const { paths } = await auth.api.generateOpenAPISchema();
  const shown: OpenAPIObject['paths'] = {};
  for (const path of SHOWN) {
    const operations = Object.entries(paths[path] ?? {}) as [string, object][];
    const tagged = operations.map(([method, operation]) => [method, { ...operation, tags: ['Accounts'] }] as const);
    shown[`/api/auth${path}`] = Object.fromEntries(tagged);
  }
  return { paths: shown };
}
