import type { LoggerService } from '@nestjs/common';
import type { Env } from '../env.js';
import { JsonLogger } from './json-logger.js';
import { TextLogger } from './text-logger.js';

/** Writes to the standard output in the format that the settings name. */
export function productLogger({ LOG_FORMAT, LOG_LEVEL }: Env): LoggerService {
  return LOG_FORMAT === 'json' ? new JsonLogger(LOG_LEVEL) : new TextLogger(LOG_LEVEL);
}
