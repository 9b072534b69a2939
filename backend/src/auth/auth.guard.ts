import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Inject,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import type { HttpArgumentsHost } from '@nestjs/common/interfaces/index.js';
import { Reflector } from '@nestjs/core';
import type { Scope } from '@chatkit/contract';
import type { Response } from 'express';
import { ENV, type Env } from '../env.js';
import { requireKnownOrigin } from '../http/origins.js';
import { ProblemException } from '../http/problem-exception.js';
import { ApiKeys } from './api-keys.js';
import { CredentialWatch } from './credential-watch.js';
import type { SignedInRequest, SignedInUser } from './current-user.js';
import { EmbedTokens } from './embed-tokens.js';
import { keyIn } from './key-header.js';
import { KEY_SCOPES, requireScope } from './key-scope.js';
import { ROUTE_ACCESS, type RouteAccess } from './route-access.js';
import { Sessions } from './sessions.js';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Lets a request through only for a signed-in user, or for an API key or a token of the embedded chat with a scope that its
 * route names, unless the route is `@Public()`.
 */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: Sessions,
    private readonly keys: ApiKeys,
    private readonly embedTokens: EmbedTokens,
    private readonly watch: CredentialWatch,
    @Inject(ENV) private readonly env: Env,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = this.#declared(ROUTE_ACCESS, context) as RouteAccess | undefined;
    if (access === 'public') return true;
    const request = context.switchToHttp().getRequest<SignedInRequest>();
    const key = keyIn(request.headers);
    const user = key === undefined ? await this.#userOfSession(request) : await this.#userOfKey(key, context);
    if (access === 'admin' && user.role !== 'admin') throw new ForbiddenException('Only an administrator may do this.');
    request.user = user;
    this.watch.watch(user.credential, context.switchToHttp().getResponse<Response>());
    return true;
  }

  async #userOfSession(request: SignedInRequest): Promise<SignedInUser> {
    // A cookie goes along with what another site's page sends: such a page may not change anything.
    const { method, headers } = request;
    if (!SAFE_METHODS.has(method) && !headers.authorization) requireKnownOrigin(headers, this.env);
    const user = await this.sessions.userOf(request.headers);
    if (!user) throw new UnauthorizedException('Sign in first, or send a bearer token that is still valid.');
    return user;
  }

  async #userOfKey(key: string, context: ExecutionContext): Promise<SignedInUser> {
    const wanted = this.#declared(KEY_SCOPES, context) as Scope[] | undefined;
    const user = await this.#holderOf(key, context.switchToHttp());
    if (!user)
      throw new UnauthorizedException('This API key or token is not valid: it is unknown, expired or revoked.');
    if (!wanted) throw new ProblemException('session_required', 'API keys do not reach this route. Sign in instead.');
    requireScope(user.credential, ...wanted);
    return user;
  }

  #holderOf(key: string, http: HttpArgumentsHost): Promise<SignedInUser | null> {
    if (EmbedTokens.isToken(key)) return this.embedTokens.use(key, http.getRequest<SignedInRequest>().headers);
    return this.keys.use(key, http.getResponse<Response>());
  }

  #declared(name: string, context: ExecutionContext): unknown {
    return this.reflector.getAllAndOverride<unknown>(name, [context.getHandler(), context.getClass()]);
  }
}
