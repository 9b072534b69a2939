/** So much of a text tells its language; more only takes longer. */
const SAMPLE = 4_000;
const LONGEST_TEXT_TO_SAMPLE_WHOLE = 2 * SAMPLE;

/** The language that a text is written in, as ISO 639-1 code; null where that cannot be told. */
export async function languageOf(text: string): Promise<string | null> {
  // Loaded when the first document comes: its tables cost start time and memory.
  const { eld } = await import('eld/extrasmall');
  const found = eld.detect(sampleOf(text));
  return found.isReliable() ? found.language : null;
}

/** Beginnings are often tables of contents, names and notices: the middle counts as much. */
function sampleOf(text: string): string {
  if (text.length <= LONGEST_TEXT_TO_SAMPLE_WHOLE) return text;
  const middle = Math.floor(text.length / 2);
  return `${text.slice(0, SAMPLE)}\n${text.slice(middle, middle + SAMPLE)}`.toWellFormed();
}
