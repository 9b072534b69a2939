// Reads one file in a process of its own, which the product ends when it takes too long or too much memory.
import type { ExtractedText, ExtractionReply, ExtractionRequest } from './extraction-messages.ts';
import { FileFault } from './file-fault.ts';

process.once('message', (request: ExtractionRequest) => {
  void reply(request).then((answer) => process.send?.(answer, () => process.disconnect()));
});

async function reply({ kind, bytes }: ExtractionRequest): Promise<ExtractionReply> {
  try {
    return { extracted: await read(kind, bytes) };
  } catch (error) {
    return { fault: error instanceof FileFault ? error.message : 'The file is damaged.' };
  }
}

/** Each reader is loaded only where it is needed. */
async function read(kind: ExtractionRequest['kind'], bytes: Uint8Array): Promise<ExtractedText> {
  switch (kind) {
    case 'pdf':
      return (await import('./read-pdf.ts')).readPdf(bytes);
    case 'docx':
      return (await import('./read-docx.ts')).readDocx(bytes);
    case 'html': {
      const { decodeHtml, readHtml } = await import('./read-html.ts');
      return readHtml(decodeHtml(bytes));
    }
    case 'markdown':
    case 'text':
      return { text: decodeText(bytes), mediaType: kind === 'markdown' ? 'text/markdown' : 'text/plain', title: null };
  }
}

function decodeText(bytes: Uint8Array): string {
  const encodings = bytes[0] === 0xff ? ['utf-16le'] : bytes[0] === 0xfe ? ['utf-16be'] : ['utf-8', 'windows-1252'];
  for (const encoding of encodings) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes);
    } catch {
      // Not in this encoding: the next one.
    }
  }
  throw new FileFault('The text is in an encoding that is not known.');
}
