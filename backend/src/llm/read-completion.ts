import { APIError } from 'openai';
import { createParser } from 'eventsource-parser';
import type { StreamedResponse } from './provider-fetch.js';

const END = '[DONE]';
const LINGER_MS = 2_000;

/** A chunk of a chat completion, as far as it is looked at. Servers send more, and less, than OpenAI's types promise. */
export interface CompletionChunk {
  choices?: { finish_reason?: string | null; delta?: { content?: unknown } | null }[];
  usage?: { prompt_tokens: number; completion_tokens: number } | null;
  error?: object | null;
}

/**
 * Calls `onChunks` with the chunks of a streamed completion, those that came in one read together, and settles at its end:
 * the client's own reader takes them one by one, which costs more than all the rest of a turn. Throws what the server
 * reports as an error, a `SyntaxError` for what is no JSON, and what `onChunks` throws.
 */
export async function readCompletion(
  response: StreamedResponse,
  onChunks: (chunks: CompletionChunk[]) => void,
): Promise<void> {
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
  const { answer } = response;
  await new Promise<void>((resolve, reject) => {
    let tooLate: NodeJS.Timeout | undefined;
    const take = (text: string): void => {
      parser.feed(text);
      if (chunks.length) onChunks(chunks);
      chunks = [];
      if (end.failure) throw end.failure;
      if (!end.reached) return;
      resolve();
      // The connection can be used again once the body has ended as well.
      tooLate = setTimeout(() => answer.cancel(new Error('The body did not end.')), LINGER_MS).unref();
    };
    answer.read({
      onText: (text) => {
        if (end.reached) return;
        try {
          take(text);
        } catch (thrown) {
          const error = thrown as Error;
          reject(error);
          answer.cancel(error);
        }
      },
      onEnd: () => {
        clearTimeout(tooLate);
        resolve();
      },
      onError: (error) => {
        clearTimeout(tooLate);
        reject(error);
      },
    });
  });
}

function parse(data: string, response: Response): CompletionChunk {
  const chunk = JSON.parse(data) as CompletionChunk | null;
  if (chunk?.error) throw APIError.generate(response.status, chunk, undefined, response.headers);
  return chunk ?? {};
}
