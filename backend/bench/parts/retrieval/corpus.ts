/** A made-up corpus with the traits that searches depend on: few common and many rare words, and subjects that hang together. */

export const CHUNKS_A_DOCUMENT = 10;
export const DIMENSIONS = 384;

const WORDS = 40_000;
/** Stop words, which no index holds, are the commonest of a language. */
const COMMONEST_LEFT_OUT = 120;
const WORDS_A_CHUNK = 180;
const SUBJECTS = 1_000;
const WORDS_A_SUBJECT = 25;
const SUBJECT_SHARE = 0.15;
/** How far passages of a subject lie apart. */
const SPREAD = 0.8;

export interface MadeChunk {
  text: string;
  vector: Float32Array;
}

/** Numbers from 0 to below 1, the same ones for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Chunks and questions of one seed. Words follow Zipf's law; a chunk is about one subject. */
export class MadeCorpus {
  readonly #random: () => number;
  readonly #cumulated: Float64Array;
  readonly #centres: Float32Array[];

  constructor(seed: number) {
    this.#random = randomNumbers(seed);
    this.#cumulated = new Float64Array(WORDS);
    let sum = 0;
    for (let rank = 0; rank < WORDS; rank++) this.#cumulated[rank] = sum += 1 / (rank + COMMONEST_LEFT_OUT);
    this.#centres = Array.from({ length: SUBJECTS }, () => this.#direction());
  }

  chunk(): MadeChunk {
    const subject = this.#subject();
    return { text: this.#text(subject, WORDS_A_CHUNK, SUBJECT_SHARE), vector: this.#near(subject) };
  }

  /** A text that the product cuts into about ten chunks. */
  document(): string {
    const paragraphs = Array.from({ length: CHUNKS_A_DOCUMENT }, () =>
      this.#text(this.#subject(), WORDS_A_CHUNK, SUBJECT_SHARE),
    );
    return paragraphs.map((text) => text.replace(/(\S+ ){12}/g, '$&and. ')).join('\n\n');
  }

  question(): MadeChunk {
    const subject = this.#subject();
    return { text: `${this.#text(subject, 9, 0.45)}?`, vector: this.#near(subject) };
  }

  #subject(): number {
    return Math.floor(this.#random() * SUBJECTS);
  }

  #text(subject: number, words: number, share: number): string {
    return Array.from({ length: words }, () =>
      this.#random() < share ? subjectWord(subject, Math.floor(this.#random() * WORDS_A_SUBJECT)) : this.#commonWord(),
    ).join(' ');
  }

  #commonWord(): string {
    const wanted = this.#random() * (this.#cumulated[WORDS - 1] ?? 1);
    let [low, high] = [0, WORDS - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#cumulated[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return spelled(low);
  }

  #near(subject: number): Float32Array {
    const noise = this.#direction();
    const centre = this.#centres[subject] ?? noise;
    return unit(centre.map((value, index) => value + SPREAD * (noise[index] ?? 0)));
  }

  #direction(): Float32Array {
    const vector = new Float32Array(DIMENSIONS);
    for (let at = 0; at < DIMENSIONS; at++) {
      vector[at] = Math.sqrt(-2 * Math.log(1 - this.#random())) * Math.cos(2 * Math.PI * this.#random());
    }
    return unit(vector);
  }
}

function subjectWord(subject: number, index: number): string {
  return spelled(WORDS + subject * WORDS_A_SUBJECT + index);
}

/** Words without endings that a stemmer would take off. */
function spelled(number: number): string {
  const consonants = 'bdfgkmprtv';
  const vowels = 'aou';
  let word = '';
  for (let rest = number + 30; rest > 0; rest = Math.floor(rest / 30)) {
    word += (consonants[rest % 10] ?? '') + (vowels[Math.floor(rest / 10) % 3] ?? '');
  }
  return `${word}k`;
}

function unit(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
