import { Marked, type MarkedExtension } from 'marked';
import { mathExtension } from './math-extension';

/** Markdown as it suits an answer inside a page of somebody else. */
export const answerExtension: MarkedExtension = {
  ...mathExtension,
  renderer: {
    /** The page has the first two levels of headings for itself. */
    heading({ tokens, depth }): string {
      const level = Math.min(Math.max(depth + 1, 3), 6);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
    /** An image would be fetched from wherever the text says: name it and link to it instead. */
    image({ href, raw, text }): string {
      const name = { type: 'text', raw, text: text || 'Image' } as const;
      return this.parser.renderer.link({ type: 'link', raw, href, text, tokens: [name] });
    },
  },
};

/** Reads text as the renderer of answers does. */
export const answerMarkdown = new Marked({ gfm: true }, answerExtension);
