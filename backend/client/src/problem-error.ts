import type { Problem, ProblemCode } from './generated/index.js';

/** A problem that ChatKit answered with: thrown by streams, and by calls with `throwOnError`. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = 'ProblemError';
  }

  get code(): ProblemCode {
    return this.problem.code;
  }
}

export function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && 'code' in error && 'detail' in error;
}
