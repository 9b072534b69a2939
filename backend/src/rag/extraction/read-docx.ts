import { type Unzipped, unzipSync, zipSync } from 'fflate';
import mammoth from 'mammoth';
import type { ExtractedText } from './extraction-messages.ts';
import { FileFault } from './file-fault.ts';
import { readHtml } from './read-html.ts';

const MOST_UNPACKED_BYTES = 100_000_000;

/** The text of a Word document as Markdown, without its pictures. */
export async function readDocx(bytes: Uint8Array): Promise<ExtractedText> {
  const parts = unpack(bytes);
  const { value } = await mammoth
    .convertToHtml(
      { buffer: Buffer.from(zipSync(parts, { level: 0 })) },
      { convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
    )
    .catch(() => {
      throw new FileFault('The Word document is damaged.', 'damaged');
    });
  return readHtml(value);
}

/**
 * The parts that hold text. Each gets a buffer of the size that the archive names and nothing beyond it, so an archive that lies
 * about its sizes gains nothing: mammoth, which would believe it, is given these parts in an archive of our own.
 */
function unpack(bytes: Uint8Array): Unzipped {
  let unpacked = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (!/\.(?:xml|rels)$/i.test(name)) return false;
        unpacked += originalSize;
        if (unpacked > MOST_UNPACKED_BYTES)
          throw new FileFault('The Word document unpacks to more than 100 MB.', 'too_large');
        return true;
      },
    });
  } catch (error) {
    throw error instanceof FileFault ? error : new FileFault('The Word document is damaged.', 'damaged');
  }
}
