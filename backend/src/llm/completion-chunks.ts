import { APIError } from 'openai';
import { createParser } from 'eventsource-parser';

const END = '[DONE]';

/** A chunk of a chat completion, as far as it is looked at. Servers send more, and less, than OpenAI's types promise. */
export interface CompletionChunk {
  choices?: { finish_reason?: string | null; delta?: { content?: unknown } | null }[];
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  error?: object | null;
}

/**
 * The chunks of a streamed completion, those that came in one read together: the client's own reader takes them one by one,
 * which costs more than all the rest of a turn. Throws what the server reports as an error, and a `SyntaxError` for what is
 * no JSON.
 */
export async function* completionChunks(response: Response): AsyncGenerator<CompletionChunk[], void, void> {
  const decoder = new TextDecoder();
  let chunks: CompletionChunk[] = [];
  const end: { reached: boolean; failure?: Error } = { reached: false };
  const parser = createParser({
    onEvent: ({ data }) => {
      end.reached ||= data.startsWith(END);
      if (end.reached) return;
      try {
        chunks.push(parse(data, response));
      } catch (error) {
        // What came before it in the same read is still part of the answer.
        end.failure = error as Error;
        end.reached = true;
      }
    },
  });
  for await (const bytes of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    parser.feed(decoder.decode(bytes, { stream: true }));
    if (chunks.length) yield chunks;
    chunks = [];
    if (end.failure) throw end.failure;
    if (end.reached) return;
  }
}

function parse(data: string, { status, headers }: Response): CompletionChunk {
  const chunk = JSON.parse(data) as CompletionChunk | null;
  if (chunk?.error) throw APIError.generate(status, chunk, undefined, headers);
  return chunk ?? {};
}
