import type { LoggerService } from '@nestjs/common';
import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Env } from '../env.js';
import { requestId } from '../http/request-id.js';

const PINO_LEVELS = { error: 'error', warn: 'warn', log: 'info', debug: 'debug', verbose: 'trace' } as const;

/** Fields that no line may show, wherever they come from. */
const HIDDEN = ['authorization', 'cookie', 'password', 'token', 'key', 'secret', 'x-api-key', 'content', 'apiKey'];

/** A line of JSON for each message, for programs that collect logs. */
export class JsonLogger implements LoggerService {
  readonly #pino: Logger;

  constructor(level: Env['LOG_LEVEL'], destination?: DestinationStream) {
    const options = {
      level: PINO_LEVELS[level],
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      redact: { paths: HIDDEN.flatMap((name) => [`["${name}"]`, `*["${name}"]`]), censor: '[hidden]' },
    };
    this.#pino = destination ? pino(options, destination) : pino(options);
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }

  /** Nest gives the name of who speaks last, and with an error its stack before that. */
  #write(level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace', said: unknown, rest: unknown[]): void {
    const context = rest.at(-1);
    const stack = rest.length > 1 ? rest[0] : undefined;
    const fields = typeof said === 'object' && said !== null ? said : { message: said };
    const { message, ...others } = fields as { message?: unknown };
    this.#pino[level](
      { context, stack, requestId: requestId(), ...others },
      typeof message === 'string' ? message : JSON.stringify(message),
    );
  }
}
