/**
 * Makes streamed text storable and whole: drops U+0000, which PostgreSQL refuses, holds a trailing high surrogate back
 * until its other half comes, and replaces halves that never find one.
 */
export class CleanText {
  #held = '';

  push(piece: string): string {
    const text = this.#held + piece.replaceAll('\0', '');
    const last = text.charCodeAt(text.length - 1);
    const cut = last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
    this.#held = text.slice(cut);
    return text.slice(0, cut).toWellFormed();
  }

  /** What was still held back. */
  end(): string {
    const rest = this.#held.toWellFormed();
    this.#held = '';
    return rest;
  }
}
