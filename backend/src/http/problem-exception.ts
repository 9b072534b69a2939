import { HttpException } from '@nestjs/common';
import { type Problem, PROBLEM_KINDS, type ProblemCode } from '@chatkit/contract';

type Extra = Pick<Partial<Problem>, 'errors' | 'messageId' | 'reason'>;

/** An error with a stable code of its own; `ProblemFilter` sends it as problem+json. */
export class ProblemException extends HttpException {
  constructor(
    readonly code: ProblemCode,
    readonly detail: string,
    readonly extra: Extra = {},
    /** Sent along, such as `retry-after`. */
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail, PROBLEM_KINDS[code].status ?? 500);
  }
}
