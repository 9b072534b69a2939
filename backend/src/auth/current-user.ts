import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Scope } from '@chatkit/contract';
import type { Request } from 'express';

export interface SignedInUser {
  id: string;
  name: string;
  email: string;
  role: 'admin' | 'user';
  credential: Credential;
}

/** What a request came with; what stays open must end with it. */
export type Credential =
  { kind: 'session'; id: string } | { kind: 'key' | 'embed'; id: string; scopes: readonly Scope[] };

export interface SignedInRequest extends Request {
  user: SignedInUser;
}

/** The user whom `AuthGuard` found. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext): SignedInUser => context.switchToHttp().getRequest<SignedInRequest>().user,
);
