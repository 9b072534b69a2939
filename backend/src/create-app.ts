import { join } from 'node:path';
import { json, type NextFunction, type Request, type Response } from 'express';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { AppModule } from './app.module.js';
import { describeAuthRoutes } from './auth/auth-openapi.js';
import { mountAuthRoutes } from './auth/auth-routes.js';
import type { Database } from './database/database.js';
import { type Env, workspaceRoot } from './env.js';
import { contentPolicy } from './http/content-policy.js';
import { entityTag } from './http/entity-tag.js';
import { isJsonBody } from './http/json-body.js';
import { describeApi } from './http/openapi.js';
import { allowOrigins, trustProxies } from './http/origins.js';
import { nameRequest } from './http/request-id.js';
import { ProblemFilter } from './http/problem.filter.js';
import { ValidationPipe } from './http/validation.pipe.js';
import { mcpErrors } from './mcp/mcp-errors.js';
import { openAiErrors } from './openai/openai-error.js';
import { SampleKnowledge } from './rag/documents/sample-knowledge.js';
import { Metrics } from './metrics/metrics.js';
import { watchRequests } from './metrics/watch-requests.js';
import { productLogger } from './logging/product-logger.js';
import { servePages } from './portal/serve-pages.js';
import { startTracing } from './tracing/start-tracing.js';
import { traceRequests } from './tracing/trace-requests.js';

/** Two of a document's largest texts, so that JSON's escapes fit as well. */
const BODY_LIMIT = '12mb';
/** Conversations, of which only the newest messages are read. */
const DOOR_BODY_LIMIT = '1mb';

export interface ChatKitApp {
  app: NestExpressApplication;
  openapi: OpenAPIObject;
  /** Lets running answers end for a while, then closes the server and the database. */
  close: () => Promise<void>;
}

/** The whole product on `database`, ready to listen. Brings the schema and the sample knowledge up to date first. */
export async function createApp(env: Env, database: Database): Promise<ChatKitApp> {
  const stopTracing = await startTracing(env);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(env, database), {
    bodyParser: false,
    logger: productLogger(env),
    abortOnError: false,
  });
  app.disable('x-powered-by');
  app.set('etag', entityTag);
  trustProxies(app, env);
  app.use(nameRequest, safeHeaders, watchRequests(app.get(Metrics)));
  if (stopTracing) app.use(traceRequests);
  allowOrigins(app, env);
  mountAuthRoutes(app);
  app.use(/^\/(v1|mcp)(\/|$)/, json({ limit: DOOR_BODY_LIMIT, type: isJsonBody }));
  app.useBodyParser('json', { limit: BODY_LIMIT, type: isJsonBody });
  app.useGlobalPipes(new ValidationPipe());
  app.useGlobalFilters(new ProblemFilter([openAiErrors, mcpErrors]));
  const openapi = describeApi(app, describeAuthRoutes());
  SwaggerModule.setup('api', app, openapi, { ui: false, raw: ['json'], jsonDocumentUrl: 'api/openapi.json' });
  const built = join(workspaceRoot, 'dist');
  servePages(app, {
    pages: join(built, 'frontend', 'browser'),
    element: join(built, 'element', 'browser'),
    console: join(built, 'console'),
  });
  await app.init();
  await database.exclusively(() => app.get(SampleKnowledge).load());
  return {
    app,
    openapi,
    close: async () => {
      await app.close();
      await database.close();
      await stopTracing?.();
    },
  };
}

const NO_PAGE = contentPolicy();

/**
 * No page of another site may frame what a session cookie opens, no browser guess what a file is, and nothing run or load in
 * what is opened by itself though it is no page of ours.
 */
function safeHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.set({
    'content-security-policy': NO_PAGE,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'no-referrer',
  });
  next();
}
