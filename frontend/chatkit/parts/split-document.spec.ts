import type { DocumentText } from '@chatkit/contract';
import { splitDocument } from './split-document';

function documentOf(text: string, mediaType: DocumentText['mediaType'] = 'text/markdown'): DocumentText {
  return { documentId: 'd', versionId: 'v', title: 'Travel', mediaType, text };
}

function passageIn(text: string, quote: string) {
  const start = text.indexOf(quote);
  return { start, end: start + quote.length };
}

describe('splitting a document at a passage', () => {
  it('marks the blocks that the passage touches', () => {
    const text = '# Travel\n\nTrains come first.\n\nThen buses.\n';
    const { pieces } = splitDocument(documentOf(text), passageIn(text, 'come first'), false);
    expect(pieces.map((piece) => piece.cited)).toEqual([false, true, false]);
  });

  it('finds the passage behind Windows line ends', () => {
    const text = '# Travel\r\n\r\nOne.\r\n\r\nTwo.\r\n\r\nThree.\r\n';
    const { pieces } = splitDocument(documentOf(text), passageIn(text, 'Two.'), false);
    expect(pieces.filter((piece) => piece.cited).map((piece) => piece.source.trim())).toEqual(['Two.']);
  });

  it('marks exactly the passage in plain text', () => {
    const text = 'Trains come first. Then buses.';
    const { pieces } = splitDocument(documentOf(text, 'text/plain'), passageIn(text, 'come first'), false);
    expect(pieces.map((piece) => [piece.source, piece.cited])).toEqual([
      ['Trains ', false],
      ['come first', true],
      ['. Then buses.', false],
    ]);
  });

  it('cuts a long document around the passage and shows all of it on demand', () => {
    const text = Array.from({ length: 1_000 }, (_, index) => `Paragraph ${index}.`).join('\n\n');
    const passage = passageIn(text, 'Paragraph 700.');
    const cut = splitDocument(documentOf(text), passage, false);
    expect(cut).toMatchObject({ cut: true });
    expect(cut.pieces.some((piece) => piece.cited)).toBe(true);
    expect(splitDocument(documentOf(text), passage, true).pieces).toHaveLength(1_000);
  });
});
