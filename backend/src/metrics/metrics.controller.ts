import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Headers, Inject, NotFoundException, Res, UnauthorizedException } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '../auth/route-access.js';
import { ENV, type Env } from '../env.js';
import { ApiRoute } from '../http/api-route.js';
import { Metrics } from './metrics.js';

const EXAMPLE = `# HELP chatkit_turns_total Turns that ended, by their status.
# TYPE chatkit_turns_total counter
chatkit_turns_total{status="complete"} 1284
chatkit_turns_total{status="no_answer"} 97
`;

@ApiTags('Health')
@Controller('metrics')
@Public()
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @ApiBearerAuth()
  @ApiRoute({
    operationId: 'getMetrics',
    summary: 'Figures of this instance for Prometheus',
    description:
      'Needs the token that `METRICS_TOKEN` sets, as `Authorization: Bearer <token>`. Without that setting there is no such page.',
    text: { 'text/plain': EXAMPLE },
    errors: ['unauthenticated', 'not_found'],
    isPublic: true,
  })
  async read(@Headers('authorization') authorization: string | undefined, @Res() response: Response): Promise<void> {
    const wanted = this.env.METRICS_TOKEN;
    if (wanted === undefined) throw new NotFoundException('Metrics are off. METRICS_TOKEN switches them on.');
    if (!isSame(authorization ?? '', `Bearer ${wanted}`))
      throw new UnauthorizedException('Send the token of METRICS_TOKEN as a bearer token.');
    response.type(this.metrics.contentType).send(await this.metrics.print());
  }
}

function isSame(given: string, wanted: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(wanted));
}
