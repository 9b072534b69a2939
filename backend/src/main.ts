import { Logger } from '@nestjs/common';
import { createApp } from './create-app.js';
import { DirectoryInUseError } from './database/embedded/directory-lock.js';
import { openDatabase } from './database/database.js';
import { type Env, EnvError, readEnv } from './env.js';

const SHUTDOWN_MS = 20_000;

const NO_MODEL = 'none: answers are quoted from the documents';

const logger = new Logger('ChatKit');

try {
  const env = readEnv();
  const database = await openDatabase(env, (text) => logger.warn(text));
  const { app, close } = await createApp(env, database);
  await app.listen(env.PORT, env.HOST);
  const { port } = app.getHttpServer().address() as { port: number };
  const shown = env.HOST === '0.0.0.0' || env.HOST === '::' ? 'localhost' : env.HOST;
  const url = env.BETTER_AUTH_URL ?? `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}`;
  const place = database.kind === 'embedded' ? `embedded, in ${env.DATA_DIR}` : 'PostgreSQL server';
  announce(env, { chat: url, apiDocs: `${url}/api/docs`, database: place, model: env.CHAT_MODEL ?? NO_MODEL });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      logger.log('Shutting down: running answers may end first.');
      setTimeout(() => process.exit(1), SHUTDOWN_MS).unref();
      void close().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error(`The shutdown failed: ${explain(error)}`);
          process.exit(1);
        },
      );
    });
} catch (error) {
  logger.fatal(explain(error));
  process.exit(1);
}

interface Places {
  chat: string;
  apiDocs: string;
  database: string;
  model: string;
}

function announce({ LOG_FORMAT }: Env, places: Places): void {
  const { chat, apiDocs, database, model } = places;
  if (LOG_FORMAT === 'json') logger.log({ message: 'ChatKit is ready.', ...places });
  else
    logger.log(
      `ChatKit is ready.\n\n  Chat      ${chat}\n  API docs  ${apiDocs}\n  Database  ${database}\n  Model     ${model}\n`,
    );
}

function explain(error: unknown): string {
  if (error instanceof EnvError || error instanceof DirectoryInUseError) return error.message;
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is in use by another program. Set PORT to a free one.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
