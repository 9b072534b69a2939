import { gfm } from '@joplin/turndown-plugin-gfm';
import TurndownService from 'turndown';
import type { ExtractedText } from './extraction-messages.ts';

/** Nothing in these is the text of the page. */
const NOT_TEXT = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'iframe',
  'object',
  'embed',
  'canvas',
  'svg',
  'form',
  'button',
  'select',
  'textarea',
  'nav',
  'aside',
  'footer',
]);

/** What is needed of a node; the types of browsers are not at hand here. */
interface PageNode {
  nodeName: string;
  textContent: string | null;
  getAttribute(name: string): string | null;
}

/** The text of a page as Markdown. Nothing is loaded or run. */
export function readHtml(html: string): ExtractedText {
  let title: string | null = null;
  const service = new TurndownService({ headingStyle: 'atx', codeBlockStyle: 'fenced', bulletListMarker: '-' });
  service.use(gfm);
  service.addRule('left out', {
    filter: (node) => NOT_TEXT.has((node as PageNode).nodeName.toLowerCase()),
    replacement: () => '',
  });
  service.addRule('image', {
    filter: 'img',
    replacement: (_, node) => (node as PageNode).getAttribute('alt') ?? '',
  });
  service.addRule('title', {
    filter: 'title',
    replacement: (_, node) => {
      const text = (node as PageNode).textContent?.replace(/\s+/g, ' ').trim();
      if (text) title ??= text;
      return '';
    },
  });
  return { text: service.turndown(html), mediaType: 'text/markdown', title };
}
