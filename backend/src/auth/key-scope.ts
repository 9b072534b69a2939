import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import type { Scope } from '@chatkit/contract';
import { ProblemException } from '../http/problem-exception.js';
import type { Credential } from './current-user.js';

export const KEY_SCOPES = 'chatkit:key-scopes';

/** Opens a route to API keys that have any of these scopes; without it, no key reaches the route. */
export const KeyScope = (...scopes: [Scope, ...Scope[]]): MethodDecorator =>
  applyDecorators(SetMetadata(KEY_SCOPES, scopes), ...scopes.map((scope) => ApiSecurity('key', [scope])));

/** Throws a 403 for an API key that has none of `scopes`; a session may do everything. */
export function requireScope(credential: Credential, ...scopes: readonly Scope[]): void {
  if (credential.kind === 'session' || scopes.some((scope) => credential.scopes.includes(scope))) return;
  throw new ProblemException('insufficient_scope', `This needs an API key with the scope ${scopes.join(' or ')}.`);
}
