import { Unzip, UnzipInflate } from 'fflate';
import mammoth from 'mammoth';
import type { ExtractedText } from './extraction-messages.ts';
import { FileFault } from './file-fault.ts';
import { readHtml } from './read-html.ts';

const MOST_UNPACKED_BYTES = 100_000_000;
/** Unpacks to about 16 MB at most. */
const SLICE_BYTES = 16_384;

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

/** Unpacks the archive piece by piece and keeps nothing: what it says of its sizes may be a lie. */
function refuseBomb(bytes: Uint8Array): void {
  let unpacked = 0;
  const archive = new Unzip((file) => {
    file.ondata = (error, data) => {
      if (error) throw error;
      unpacked += data.length;
      if (unpacked > MOST_UNPACKED_BYTES) throw new FileFault('The Word document unpacks to more than 100 MB.');
    };
    file.start();
  });
  archive.register(UnzipInflate);
  try {
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      archive.push(bytes.subarray(at, at + SLICE_BYTES), at + SLICE_BYTES >= bytes.length);
    }
  } catch (error) {
    throw error instanceof FileFault ? error : new FileFault('The Word document is damaged.');
  }
}
