import type { ChatProblemCode } from './chat-problem';
import { english, type ProblemTexts } from './languages/problems/english';

/** Plain words for a problem's code, in English. */
export function wordProblem(code: ChatProblemCode): ProblemTexts {
  return english[code];
}
