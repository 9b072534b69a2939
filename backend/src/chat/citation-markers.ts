const NUMBERS = String.raw`[1-9]\d{0,2}(?:, ?[1-9]\d{0,2})*`;
const MARKER = new RegExp(String.raw`\[${NUMBERS}\]`, 'g');
/** Models like to write several in a row: `[1][2]`. */
const MARKERS = new RegExp(String.raw`^(?:\[${NUMBERS}\])+`);
const MARKER_SO_FAR = new RegExp(String.raw`^(?:\[(?:${NUMBERS}(?:, ?)?)?)?$`);
/** Before these a bracket is a link, a reference or a definition, and no citation. */
const MAKES_LINK = /^[([:]/;

/**
 * Lets only citations of passages that exist reach the reader. A marker is `[n]` or `[n, m]` outside code; numbers above
 * `count` are removed, everything else passes word for word. A marker is held back until it is known to be one.
 */
export class CitationMarkers {
  readonly cited = new Set<number>();
  readonly #code = new CodeTracker();
  #held = '';
  /** How much came before what is looked at. */
  #passed = 0;

  /** `onMarker` hears of each marker that passes, and where it stands in all that was pushed. */
  constructor(
    private readonly count: number,
    private readonly onMarker?: (numbers: readonly number[], start: number, end: number) => void,
  ) {}

  push(piece: string): string {
    return this.#take(this.#held + piece, false);
  }

  end(): string {
    return this.#take(this.#held, true);
  }

  #take(input: string, isLast: boolean): string {
    let output = '';
    let at = 0;
    while (at < input.length) {
      const open = input.indexOf('[', at);
      const plain = input.slice(at, open === -1 ? input.length : open);
      this.#code.read(plain);
      output += plain;
      at += plain.length;
      if (open === -1) break;

      const rest = input.slice(at);
      const markers = MARKERS.exec(rest)?.[0] ?? '';
      const undecided = MARKER_SO_FAR.test(rest.slice(markers.length));
      if (undecided && !isLast && !this.#code.inside) {
        this.#held = rest;
        this.#passed += at;
        return output;
      }
      const taken = this.#code.inside ? '[' : citationsOf(markers, rest.slice(markers.length)) || '[';
      output +=
        taken === '[' ? taken : taken.replace(MARKER, (marker, offset: number) => this.#existing(marker, at + offset));
      this.#code.read(taken);
      at += taken.length;
    }
    this.#held = '';
    this.#passed += at;
    return output;
  }

  #existing(marker: string, at: number): string {
    const numbers = marker.slice(1, -1).split(',').map(Number);
    const known = numbers.filter((n) => n <= this.count);
    for (const n of known) this.cited.add(n);
    if (known.length) this.onMarker?.(known, this.#passed + at, this.#passed + at + marker.length);
    if (known.length === numbers.length) return marker;
    return known.length ? `[${known.join(', ')}]` : '';
  }
}

/** The markers of a run that are citations: where a link follows, the last of them is its text. */
function citationsOf(markers: string, after: string): string {
  return MAKES_LINK.test(after) ? markers.slice(0, markers.lastIndexOf('[')) : markers;
}

const MARKS = /[`~\n]/;
/** Runs of what marks code, the ends of lines, and everything between them. */
const PARTS = /`+|~+|\n|[^`~\n]+/g;
/** Of what is still a fence: more would make it indented code. */
const WIDEST_INDENT = 3;

/** Knows whether the end of the text read so far stands inside a fenced block or a code span. */
class CodeTracker {
  #fence = '';
  #span = 0;
  /** The first characters of the line, and whether only blanks are in it. */
  #lineStart = '';
  #isBlank = true;
  #run = '';

  get inside(): boolean {
    return this.#fence !== '' || this.#span + this.#openRun() > 0;
  }

  read(text: string): void {
    if (!MARKS.test(text)) return this.#readPlain(text);
    for (const [part] of text.matchAll(PARTS)) {
      if (part.startsWith('`') || part.startsWith('~')) {
        if (this.#run && !this.#run.startsWith(part.charAt(0))) this.#endRun();
        this.#run += part;
      } else {
        if (part === '\n') this.#endLine();
        else this.#readPlain(part);
      }
    }
  }

  #readPlain(text: string): void {
    this.#endRun();
    this.#addToLine(text);
  }

  #openRun(): number {
    if (!this.#run.startsWith('`')) return this.#run.length >= 3 && this.#atLineStart() ? this.#run.length : 0;
    return this.#span === this.#run.length ? -this.#span : this.#run.length;
  }

  #endRun(): void {
    const run = this.#run;
    if (!run) return;
    this.#run = '';
    if (run.length >= 3 && this.#atLineStart() && !this.#span) this.#fence = this.#fenceAfter(run);
    else if (run.startsWith('`') && !this.#fence) this.#span = this.#span === run.length ? 0 : this.#span || run.length;
    this.#addToLine(run);
  }

  #fenceAfter(run: string): string {
    if (!this.#fence) return run;
    return run.startsWith(this.#fence) ? '' : this.#fence;
  }

  #endLine(): void {
    this.#endRun();
    if (this.#isBlank) this.#span = 0; // a code span does not reach over the end of its paragraph
    this.#lineStart = '';
    this.#isBlank = true;
  }

  #addToLine(text: string): void {
    if (this.#lineStart.length <= WIDEST_INDENT) this.#lineStart += text.slice(0, WIDEST_INDENT + 1);
    this.#isBlank &&= text.trim() === '';
  }

  #atLineStart(): boolean {
    return this.#lineStart.length <= WIDEST_INDENT && /^ *$/.test(this.#lineStart);
  }
}
