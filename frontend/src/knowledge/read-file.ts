import { ChatProblem } from '@chatkit/angular';
import type { CreateDocument } from '@chatkit/contract';

const maxBytes = 5_000_000;

/** A chosen file as a document to add: its text is read here, in the browser. Rejects with a `ChatProblem`. */
export async function readDocumentFile(file: File): Promise<Pick<CreateDocument, 'title' | 'text' | 'mediaType'>> {
  const isMarkdown = /\.(md|markdown)$/i.test(file.name);
  if (!isMarkdown && !/\.txt$/i.test(file.name)) {
    throw new ChatProblem('unsupported_media_type', file.name, 415);
  }
  if (file.size > maxBytes) {
    throw new ChatProblem('payload_too_large', file.name, 413);
  }
  const text = await file.text();
  return { title: titleOf(file.name, text), text, mediaType: isMarkdown ? 'text/markdown' : 'text/plain' };
}

/** The first heading, else the file's name without its ending. */
export function titleOf(fileName: string, text: string): string {
  const heading = /^#\s+(.+?)\s*#*$/m.exec(text)?.[1];
  return (heading ?? fileName.replace(/\.[^.]+$/, '')).slice(0, 300);
}
