import type { FileReason } from '@chatkit/contract';

/** Why no text can be had from a file: a reason that it is unreadable, or the code of another problem. */
export type FileFailure = FileReason | 'unsupported_media_type' | 'payload_too_large';

/** A file that no text can be had from; the message is a sentence for people. */
export class FileFault extends Error {
  override readonly name = 'FileFault';

  readonly failure: FileFailure;

  constructor(message: string, failure: FileFailure) {
    super(message);
    this.failure = failure;
  }
}
