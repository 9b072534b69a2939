import { ConsoleLogger, type LogLevel } from '@nestjs/common';
import { requestId } from '../http/request-id.js';

const LEVELS = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const satisfies readonly LogLevel[];

/** What Nest says of its own start, and each request, are of use only to who looks for an error. */
const DETAILS = new Set([
  'NestFactory',
  'NestApplication',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'Request',
]);

/** Nest's console logger for people, without the dozens of lines of its start, and with the id of the request that a line is about. */
export class TextLogger extends ConsoleLogger {
  constructor(level: LogLevel) {
    super({ prefix: 'ChatKit', logLevels: LEVELS.slice(0, LEVELS.indexOf(level) + 1) });
  }

  override log(message: unknown, ...rest: unknown[]): void {
    const context = rest.at(-1);
    const isDetail = typeof context === 'string' && DETAILS.has(context);
    if (!isDetail || this.isLevelEnabled('debug')) super.log(message, ...rest);
  }

  protected override formatContext(context: string): string {
    const id = requestId();
    return super.formatContext(context) + (id ? `[${id}] ` : '');
  }
}
