import { All, BadRequestException, Controller, HttpCode, Inject, Logger, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiTags } from '@nestjs/swagger';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { Request, Response } from 'express';
import { CurrentUser, type SignedInUser } from '../auth/current-user.js';
import { KeyScope } from '../auth/key-scope.js';
import { ENV, type Env } from '../env.js';
import { requireKnownOrigin } from '../http/origins.js';
import { HEARTBEAT_MS, readerLeft } from '../http/event-stream.js';
import { isDeeperThan } from '../http/json-body.js';
import { ApiMcpRoute } from './api-mcp-route.js';
import { KnowledgeServer } from './knowledge-server.js';

/** The protocol's library walks a message recursively, and would run out of stack. */
const LEVELS_AT_MOST = 100;

@ApiTags('MCP')
@Controller('mcp')
export class McpController {
  readonly #logger = new Logger('Mcp');

  constructor(
    private readonly server: KnowledgeServer,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Post()
  @HttpCode(200)
  @ApiMcpRoute()
  @KeyScope('search', 'chat', 'documents:read')
  async call(@CurrentUser() user: SignedInUser, @Req() request: Request, @Res() response: Response): Promise<void> {
    requireKnownOrigin(request.headers, this.env);
    if (isDeeperThan(LEVELS_AT_MOST, request.body))
      throw new BadRequestException(`The message is nested more than ${LEVELS_AT_MOST} levels deep.`);
    const caller = { user, left: readerLeft(response) };
    const handler = createMcpHandler(() => this.server.for(caller), {
      responseMode: 'sse',
      keepAliveMs: HEARTBEAT_MS,
      maxSubscriptions: 0, // the tools never change
      onerror: ({ message }) => this.#logger.debug(message),
    });
    response.set('x-accel-buffering', 'no');
    await toNodeHandler(handler)(request, response, request.body);
  }

  /** The protocol's own 405: there are no sessions to listen to or to end. */
  @All()
  @ApiExcludeEndpoint()
  @KeyScope('search', 'chat', 'documents:read')
  other(@CurrentUser() user: SignedInUser, @Req() request: Request, @Res() response: Response): Promise<void> {
    return this.call(user, request, response);
  }
}
