import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';
import type { Scope } from '@chatkit/contract';

export const KEY_SCOPES = 'chatkit:key-scopes';

/** Opens a route to API keys that have any of these scopes; without it, no key reaches the route. */
export const KeyScope = (...scopes: [Scope, ...Scope[]]): MethodDecorator =>
  applyDecorators(SetMetadata(KEY_SCOPES, scopes), ...scopes.map((scope) => ApiSecurity('key', [scope])));
