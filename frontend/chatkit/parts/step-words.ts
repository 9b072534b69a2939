import type { Step } from '../chat-message';
import type { KitTexts } from '@chatkit/angular/languages';

/** What the server is doing, in words, before the first word of an answer. */
export function describeStep(step: Step | null, texts: KitTexts['answer']): string {
  if (step === null) {
    return texts.thinking;
  }
  const { documents, passages } = step.counts;
  switch (step.code) {
    case 'retrieving':
      return documents === undefined ? texts.searching : texts.searchingIn(documents);
    case 'generating':
      return passages === undefined ? texts.reading : texts.readingOf(passages);
  }
}
