import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { ProblemException } from './problem-exception.js';
import { toProblem } from './problem.js';

/** How errors are sent below a path that speaks another protocol than ours. */
export interface ErrorDialect {
  path: RegExp;
  /** Sends the body; the status is set. */
  send(error: unknown, response: Response): void;
}

/** Sends every error as RFC 9457 problem+json, but where another dialect is spoken. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger = new Logger('Http');

  constructor(private readonly dialects: readonly ErrorDialect[] = []) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const problem = toProblem(error, request.path);
    // What was thrown as an answer is none of our failures, such as the 503 of an instance that shuts down.
    if (problem.status >= 500 && !(error instanceof HttpException))
      this.#logger.error(
        `${request.method} ${request.path} failed`,
        error instanceof Error ? error.stack : String(error),
      );
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error instanceof ProblemException) response.set(error.headers);
    response.status(problem.status);
    const dialect = this.dialects.find(({ path }) => path.test(request.path));
    if (dialect) dialect.send(error, response);
    else response.type('application/problem+json').send(JSON.stringify(problem));
  }
}
