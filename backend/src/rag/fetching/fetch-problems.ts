import { ProblemException } from '../../http/problem-exception.js';

/** An address that ChatKit does not fetch, whatever is there. */
export function refused(detail: string): ProblemException {
  return new ProblemException('url_refused', detail);
}

/** An address that gave nothing; it may give something another time. */
export function unreachable(detail: string): ProblemException {
  return new ProblemException('url_unreachable', detail);
}
