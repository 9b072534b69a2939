import type { Citation, SourceAnnotation } from '@chatkit/contract';
import { CitationMarkers } from '../chat/citation-markers.js';

/** Where a citation can be read. */
export type SourceUrl = (citation: Citation) => string;

/** One annotation for each place of the text that refers to a source. */
export function annotationsOf(text: string, citations: readonly Citation[], urlOf: SourceUrl): SourceAnnotation[] {
  const annotations: SourceAnnotation[] = [];
  const markers = new CitationMarkers(
    Math.max(0, ...citations.map(({ n }) => n)),
    (numbers, start_index, end_index) => {
      for (const citation of citations.filter(({ n }) => numbers.includes(n)))
        annotations.push({
          type: 'url_citation',
          url_citation: { url: urlOf(citation), title: citation.title, start_index, end_index },
          citation,
        });
    },
  );
  markers.push(text);
  markers.end();
  return annotations;
}
