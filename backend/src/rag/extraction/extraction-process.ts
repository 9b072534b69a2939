// Reads one file in a process of its own, which the product ends when it takes too long or too much memory.
import { decodeHtml, decodeText } from './decode.ts';
import type { ExtractedText, ExtractionReply, ExtractionRequest } from './extraction-messages.ts';
import { FileFault } from './file-fault.ts';

process.once('message', (request: ExtractionRequest) => {
  void reply(request).then((answer) => process.send?.(answer, () => process.disconnect()));
});

async function reply(request: ExtractionRequest): Promise<ExtractionReply> {
  try {
    const extracted = await read(request);
    if (Buffer.byteLength(extracted.text) <= request.mostTextBytes) return { extracted };
    return { fault: 'The file has more than 5,000,000 bytes of text.', failure: 'payload_too_large' };
  } catch (error) {
    return faultOf(error);
  }
}

function faultOf(error: unknown): ExtractionReply {
  if (error instanceof FileFault) return { fault: error.message, failure: error.failure };
  const isTooLarge = error instanceof RangeError && /allocation failed|invalid (?:string|array)/i.test(error.message);
  return isTooLarge
    ? { fault: 'The file needs too much memory to be read.', failure: 'too_large' }
    : { fault: 'The file is damaged.', failure: 'damaged' };
}

/** Each reader is loaded only where it is needed. */
async function read({ kind, bytes, charset }: ExtractionRequest): Promise<ExtractedText> {
  switch (kind) {
    case 'pdf':
      return (await import('./read-pdf.ts')).readPdf(bytes);
    case 'docx':
      return (await import('./read-docx.ts')).readDocx(bytes);
    case 'html': {
      const { readHtml } = await import('./read-html.ts');
      return readHtml(decodeHtml(bytes, charset));
    }
    case 'markdown':
    case 'text':
      return {
        text: decodeText(bytes, charset),
        mediaType: kind === 'markdown' ? 'text/markdown' : 'text/plain',
        title: null,
      };
  }
}
