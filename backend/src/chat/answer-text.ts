import { CitationMarkers } from './citation-markers.js';
import { CleanText } from './clean-text.js';

/** The one filter between the model and everyone else: reader, partial text and stored content get the same string. */
export class AnswerText {
  readonly #clean = new CleanText();
  readonly #markers: CitationMarkers;

  constructor(sources: number) {
    this.#markers = new CitationMarkers(sources);
  }

  /** Numbers of the sources that the text refers to so far. */
  get cited(): ReadonlySet<number> {
    return this.#markers.cited;
  }

  push(piece: string): string {
    return this.#markers.push(this.#clean.push(piece));
  }

  end(): string {
    return this.#markers.push(this.#clean.end()) + this.#markers.end();
  }
}
