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

/** A page's bytes as text: in the encoding that it declares, else in UTF-8, else in the encoding of old pages. */
export function decodeHtml(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 2_048)).toString('latin1');
  const declared = /<meta[^>]+charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1];
  for (const encoding of [declared, 'utf-8']) {
    try {
      if (encoding !== undefined) return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not in this encoding, or in one that nobody knows: the next one.
    }
  }
  return new TextDecoder('windows-1252').decode(bytes);
}
