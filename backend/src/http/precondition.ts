import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import { entityTag } from './entity-tag.js';
import { ProblemException } from './problem-exception.js';

/** The states in which a caller wants something changed or deleted, as `If-Match` lists them. */
export class Precondition {
  readonly #tags: readonly string[];

  constructor(header: string) {
    this.#tags = header.split(',').map((tag) => tag.trim());
  }

  /** `representation`: what reading it would answer now, under a lock. Throws a 412 when that is none of the states. */
  mustHold(representation: object): void {
    const current = entityTag(JSON.stringify(representation));
    if (this.#tags.includes('*') || this.#tags.includes(current)) return;
    throw new ProblemException(
      'precondition_failed',
      'It was changed since you read it. Read it again, and decide with its new ETag.',
      {},
      { etag: current },
    );
  }
}

/** The precondition of a request; undefined when it names none. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): Precondition | undefined => {
  const header = context.switchToHttp().getRequest<Request>().get('if-match');
  return header === undefined ? undefined : new Precondition(header);
});

/** Describes `If-Match`; the route names `precondition_failed` among its errors. */
export const ApiIfMatch = (): MethodDecorator =>
  ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The `ETag` that you read, or several: in any other state nothing is done, and the answer is 412.',
  });
