import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Inject,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ENV, type Env } from '../env.js';
import type { SignedInRequest } from './current-user.js';
import { ROUTE_ACCESS, type RouteAccess } from './route-access.js';
import { Sessions } from './sessions.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lets a request through only for a signed-in user, unless its route is `@Public()`. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.reflector.getAllAndOverride<RouteAccess | undefined>(ROUTE_ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<SignedInRequest>();
    this.#refuseOtherSites(request);
    const user = await this.sessions.userOf(request.headers);
    if (!user) throw new UnauthorizedException('Sign in first, or send a bearer token that is still valid.');
    if (access === 'admin' && user.role !== 'admin') throw new ForbiddenException('Only an administrator may do this.');
    request.user = user;
    return true;
  }

  /** A cookie goes along with what another site's page sends: such a page may not change anything. */
  #refuseOtherSites({ method, headers }: SignedInRequest): void {
    const { origin, host, authorization } = headers;
    if (SAFE_METHODS.has(method) || authorization || !origin) return;
    const ownOrigin = this.env.BETTER_AUTH_URL && new URL(this.env.BETTER_AUTH_URL).origin;
    const sameHost = URL.canParse(origin) && new URL(origin).host === host;
    if (!sameHost && origin !== ownOrigin)
      throw new ForbiddenException('This request comes from the page of another site.');
  }
}
