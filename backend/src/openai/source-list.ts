import type { Citation } from '@chatkit/contract';
import { escapeMarkdown } from '../messages/thread-markdown.js';
import type { SourceUrl } from './source-annotations.js';

/** The sources of an answer as Markdown to stand below it, under the numbers of its text; empty where there are none. */
export function sourceListOf(citations: readonly Citation[], urlOf: SourceUrl): string {
  if (!citations.length) return '';
  const lines = citations.map((citation) => {
    const place = [citation.title, ...citation.headingPath].map(escapeMarkdown).join(' › ');
    return `- \\[${citation.n}\\] [${place}](${urlOf(citation)})`;
  });
  return `\n\n---\n\n${lines.join('\n')}\n`;
}
