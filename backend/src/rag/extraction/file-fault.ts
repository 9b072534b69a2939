/** A file that no text can be had from; the message is a sentence for people. */
export class FileFault extends Error {
  override readonly name = 'FileFault';

  readonly code: 'unreadable_file' | 'unsupported_media_type' | 'payload_too_large';

  constructor(message: string, code: FileFault['code'] = 'unreadable_file') {
    super(message);
    this.code = code;
  }
}
