import type { FileReason, Problem, ProblemCode } from '@chatkit/contract';

/** The server's stable codes, and `offline` for when it could not be reached at all. */
export type ChatProblemCode = ProblemCode | 'offline';

/** Why something that was asked of the server did not happen. */
export class ChatProblem extends Error {
  override readonly name = 'ChatProblem';

  constructor(
    readonly code: ChatProblemCode,
    readonly detail: string,
    /** HTTP status; 0 when no answer came. */
    readonly status: number,
    /** The message that runs already, for `turn_running`. */
    readonly messageId: string | null = null,
    /** Why a file cannot be read, for `unreadable_file`. */
    readonly reason: FileReason | null = null,
  ) {
    super(detail);
  }

  /** From the body of an error response. */
  static fromProblem(problem: Problem): ChatProblem {
    const { code, detail, status, messageId = null, reason = null } = problem;
    return new ChatProblem(code, detail, status, messageId, reason);
  }

  /** Whether the same request may work a moment later without anybody changing anything. */
  get transient(): boolean {
    return this.code === 'offline' || this.code === 'unavailable' || this.status === 502 || this.status === 504;
  }
}

/** Any thrown value as a problem that can be shown. */
export function toChatProblem(error: unknown): ChatProblem {
  if (error instanceof ChatProblem) {
    return error;
  }
  return new ChatProblem('internal', error instanceof Error ? error.message : String(error), 0);
}
