import type { FileFailure } from './file-fault.ts';
import type { FileKind } from './file-kind.ts';

/** What the process is asked. */
export interface ExtractionRequest {
  kind: FileKind;
  bytes: Uint8Array;
  /** The encoding that whoever sent the file declares for it. */
  charset: string | null;
  /** More text is not sent back. */
  mostTextBytes: number;
}

/** What a file says. Offsets of citations count in the stored form of `text`. */
export interface ExtractedText {
  text: string;
  mediaType: 'text/markdown' | 'text/plain';
  /** Null where the file names none. */
  title: string | null;
}

/** What the process answers: a text, or why there is none in a sentence for people. */
export type ExtractionReply = { extracted: ExtractedText } | { fault: string; failure: FileFailure };
