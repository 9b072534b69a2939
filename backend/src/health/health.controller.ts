import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Health, healthSchema } from '@chatkit/contract';
import { Pool } from 'pg';
import { Public } from '../auth/route-access.js';
import { ApiRoute } from '../http/api-route.js';

/** A database that takes longer than two seconds is no help to anyone. */
const PROBE = { text: 'select 1', query_timeout: 2_000 };

@ApiTags('Health')
@Controller('health')
@Public()
export class HealthController {
  #stopping = false;

  constructor(private readonly pool: Pool) {}

  @Get('live')
  @ApiRoute({ operationId: 'getLiveness', summary: 'Is the process up?', ok: healthSchema, isPublic: true })
  live(): Health {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiRoute({
    operationId: 'getReadiness',
    summary: 'Can it take requests?',
    description: 'Asks the database. 503 while the database is away or the server shuts down.',
    ok: healthSchema,
    isPublic: true,
    errors: ['unavailable'],
  })
  async ready(): Promise<Health> {
    if (this.#stopping) throw new ServiceUnavailableException('The server is shutting down.');
    await this.pool.query(PROBE).catch(() => {
      throw new ServiceUnavailableException('The database does not answer.');
    });
    return { status: 'ok' };
  }

  onModuleDestroy(): void {
    this.#stopping = true;
  }
}
