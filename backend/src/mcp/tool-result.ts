import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Citation } from '@chatkit/contract';

/** What a tool found, for programs, and as a text for models that read nothing else. */
export function result(structuredContent: Record<string, unknown>, text: string): CallToolResult {
  return { structuredContent, content: [{ type: 'text', text }] };
}

/** A failure that the model is told of, and can do something about. */
export function refusal({ code, detail }: { code: string; detail: string }): CallToolResult {
  return { isError: true, content: [{ type: 'text', text: `${detail} (${code})` }], _meta: { code } };
}

/** Passages with all that is needed to read on around them. */
export function listed(passages: readonly Citation[]): string {
  return passages
    .map(({ n, title, headingPath, documentId, versionId, start, end, quote }) => {
      const place = [title, ...headingPath].join(' › ');
      return `[${n}] ${place}\ndocument ${documentId}, version ${versionId}, ${start} to ${end}\n${quote}`;
    })
    .join('\n\n');
}
