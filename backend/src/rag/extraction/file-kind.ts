/** The kinds of file that a text can be had from. */
export type FileKind = 'markdown' | 'text' | 'html' | 'pdf' | 'docx';

const SNIFFED = 1_024;
const HTML_TYPES = ['text/html', 'application/xhtml+xml'];
const HTML = /^\s*(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i;

/**
 * What a file is, by its content: names and declared types may lie. The name decides only between kinds of text,
 * and so does the media type where one is declared.
 */
export function kindOf(bytes: Uint8Array, name: string, mediaType = ''): FileKind | null {
  const start = Buffer.from(bytes.subarray(0, SNIFFED)).toString('latin1');
  if (start.includes('%PDF-')) return 'pdf';
  if (start.startsWith('PK\u0003\u0004')) return Buffer.from(bytes).includes('word/document.xml') ? 'docx' : null;
  if (!isText(bytes)) return null;
  if (HTML.test(start) || /\.x?html?$/i.test(name) || HTML_TYPES.includes(mediaType)) return 'html';
  return mediaType === 'text/markdown' || /\.(?:md|markdown)$/i.test(name) ? 'markdown' : 'text';
}

/** Files of programs hold zeros; a text in UTF-16 does too, and says so at its start. */
function isText(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  return isUtf16 || !bytes.subarray(0, 64 * SNIFFED).includes(0);
}
