import { extractText, getDocumentProxy, getMeta } from 'unpdf';
import type { ExtractedText } from './extraction-messages.ts';
import { FileFault } from './file-fault.ts';

/** The text of a PDF, a blank line between pages. */
export async function readPdf(bytes: Uint8Array): Promise<ExtractedText> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes)).catch((error: unknown) => {
    const isLocked = error instanceof Error && error.name === 'PasswordException';
    throw isLocked
      ? new FileFault('The PDF is protected by a password.', 'locked')
      : new FileFault('The PDF is damaged.', 'damaged');
  });
  const { text: pages } = await extractText(pdf, { mergePages: false });
  const text = pages.map((page) => page.trim()).join('\n\n');
  if (text.trim() === '')
    throw new FileFault('The PDF holds no text. Pages that were scanned as pictures cannot be read.', 'no_text');
  const { info } = await getMeta(pdf);
  const title: unknown = info['Title'];
  return { text, mediaType: 'text/plain', title: typeof title === 'string' && title.trim() ? title.trim() : null };
}
