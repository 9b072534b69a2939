import type { ChatEvent } from '@chatkit/contract';

/** One frame of an answer's stream, with the id to resume after it. */
export interface ChatFrame {
  /** `attempt.offset`: the text's length after this frame, in UTF-16 code units; null where the server sent none. */
  readonly id: string | null;
  readonly event: ChatEvent;
}

/** The parts of a frame's id. */
export interface FramePosition {
  readonly attempt: number;
  readonly offset: number;
}

/** Reads a frame's id; null for anything but `attempt.offset`. */
export function parsePosition(id: string | null): FramePosition | null {
  const match = /^(\d+)\.(\d+)$/.exec(id ?? '');
  return match ? { attempt: Number(match[1]), offset: Number(match[2]) } : null;
}
