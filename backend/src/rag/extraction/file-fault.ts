/** A file that no text can be had from; the message is a sentence for people. */
export class FileFault extends Error {
  override readonly name = 'FileFault';
}
