import { Global, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Pool } from 'pg';
import { AuditLog } from '../audit/audit-log.js';
import { ENV, type Env } from '../env.js';
import { AccountDeletion } from './account-deletion.js';
import { AttemptLimit } from './attempt-limit.js';
import { AUTH, createAuth } from './auth.js';
import { ApiKeys } from './api-keys.js';
import { ApiKeysController } from './api-keys.controller.js';
import { AuthGuard } from './auth.guard.js';
import { EmbedTokens } from './embed-tokens.js';
import { EmbedTokensController } from './embed-tokens.controller.js';
import { CredentialWatch } from './credential-watch.js';
import { InvitationsController } from './invitations.controller.js';
import { signingSecret } from './secret.js';
import { Sessions } from './sessions.js';
import { SignUpPolicy } from './sign-up-policy.js';

@Global()
@Module({
  controllers: [ApiKeysController, EmbedTokensController, InvitationsController],
  providers: [
    {
      provide: SignUpPolicy,
      inject: [ENV, Pool],
      useFactory: (env: Env, pool: Pool) => new SignUpPolicy(env, pool, signingSecret(env)),
    },
    {
      provide: AUTH,
      inject: [ENV, Pool, SignUpPolicy, AuditLog, AccountDeletion, AttemptLimit],
      useFactory: (
        env: Env,
        pool: Pool,
        policy: SignUpPolicy,
        audit: AuditLog,
        deletion: AccountDeletion,
        attempts: AttemptLimit,
      ) => createAuth(env, { pool, secret: signingSecret(env), policy, audit, deletion, attempts }),
    },
    AccountDeletion,
    AttemptLimit,
    Sessions,
    ApiKeys,
    EmbedTokens,
    CredentialWatch,
    { provide: APP_GUARD, useClass: AuthGuard },
  ],
  exports: [AUTH, AccountDeletion, ApiKeys, Sessions, SignUpPolicy],
})
export class AuthModule implements OnApplicationBootstrap {
  constructor(private readonly policy: SignUpPolicy) {}

  onApplicationBootstrap(): Promise<void> {
    return this.policy.announceSetupCode();
  }
}
