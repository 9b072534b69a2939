import { unzipSync } from 'fflate';
import mammoth from 'mammoth';
import type { ExtractedText } from './extraction-messages.ts';
import { FileFault } from './file-fault.ts';
import { readHtml } from './read-html.ts';

const MOST_UNPACKED_BYTES = 100_000_000;

/** The text of a Word document as Markdown, without its pictures. */
export async function readDocx(bytes: Uint8Array): Promise<ExtractedText> {
  refuseBomb(bytes);
  const { value } = await mammoth
    .convertToHtml(
      { buffer: Buffer.from(bytes) },
      { convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
    )
    .catch(() => {
      throw new FileFault('The Word document is damaged.');
    });
  return readHtml(value);
}

/** Looks at what the archive says it holds; one that lies about it meets the limit of memory. */
function refuseBomb(bytes: Uint8Array): void {
  let unpacked = 0;
  try {
    unzipSync(bytes, {
      filter: ({ originalSize }) => {
        unpacked += originalSize;
        return false;
      },
    });
  } catch {
    throw new FileFault('The Word document is damaged.');
  }
  if (unpacked > MOST_UNPACKED_BYTES) throw new FileFault('The Word document unpacks to more than 100 MB.');
}
