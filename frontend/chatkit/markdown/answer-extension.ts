import type { MarkedExtension } from 'marked';

/** Markdown as it suits an answer inside a page of somebody else. */
export const answerExtension: MarkedExtension = {
  renderer: {
    /** The page has the first two levels of headings for itself. */
    heading({ tokens, depth }): string {
      const level = Math.min(Math.max(depth + 1, 3), 6);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
    /** A form field without a label would say nothing to a screen reader. */
    checkbox({ checked }): string {
      return checked ? '☑ ' : '☐ ';
    },
    /** An image would be fetched from wherever the text says: name it and link to it instead. */
    image({ href, raw, text }): string {
      const name = { type: 'text', raw, text: text || 'Image' } as const;
      return this.parser.renderer.link({ type: 'link', raw, href, text, tokens: [name] });
    },
  },
};
