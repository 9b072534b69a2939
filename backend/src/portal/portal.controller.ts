import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Portal, portalSchema } from '@chatkit/contract';
import type { Request } from 'express';
import { Public } from '../auth/route-access.js';
import { SignUpPolicy } from '../auth/sign-up-policy.js';
import { ENV, type Env } from '../env.js';
import { ApiRoute } from '../http/api-route.js';
import { LanguageModel } from '../llm/language-model.js';
import { OfflineLanguageModel } from '../llm/offline-language-model.js';

@ApiTags('Portal')
@Controller('api/portal')
export class PortalController {
  constructor(
    private readonly signUp: SignUpPolicy,
    private readonly model: LanguageModel,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Public()
  @ApiRoute({
    operationId: 'getPortal',
    summary: 'What a sign-in page must know',
    ok: portalSchema,
    isPublic: true,
    errors: ['unavailable'],
  })
  async read(@Req() { headers }: Request): Promise<Portal> {
    return {
      ...(await this.signUp.describe(headers.host)),
      signOn: this.env.OIDC_ISSUER ? { name: this.env.OIDC_NAME ?? null } : null,
      model: this.model instanceof OfflineLanguageModel ? null : this.model.name,
    };
  }
}
