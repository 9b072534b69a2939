import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

export interface SignedInUser {
  id: string;
  name: string;
  email: string;
  role: 'admin' | 'user';
  /** The session that the request came with; what stays open must end with it. */
  sessionId: string;
}

export interface SignedInRequest extends Request {
  user: SignedInUser;
}

/** The user whom `AuthGuard` found. */
export const CurrentUser = createParamDecorator(
  (_: unknown, context: ExecutionContext): SignedInUser => context.switchToHttp().getRequest<SignedInRequest>().user,
);
