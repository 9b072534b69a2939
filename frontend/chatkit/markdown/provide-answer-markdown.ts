import type { Provider } from '@angular/core';
import { MARKED_EXTENSIONS, SANITIZE, provideMarkdown } from 'ngx-markdown';
import { answerExtension } from './answer-extension';
import { sanitizeAnswer } from './sanitize-answer';

/** ngx-markdown with our rendering, and our policy for links and foreign content. */
export function provideAnswerMarkdown(): Provider[] {
  return provideMarkdown({
    markedExtensions: [{ provide: MARKED_EXTENSIONS, useValue: answerExtension, multi: true }],
    sanitize: { provide: SANITIZE, useValue: sanitizeAnswer },
  });
}
