import { answerMarkdown } from './answer-extension';

/** The code of a block that is a diagram and nothing else; null for other blocks. */
export function diagramIn(source: string): string | null {
  if (!/^ {0,3}(?:`{3,}|~{3,})\s*mermaid\b/.test(source)) {
    return null;
  }
  const [block] = answerMarkdown.lexer(source);
  return block?.type === 'code' ? (block as { readonly text: string }).text : null;
}
