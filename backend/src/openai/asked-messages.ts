import { type ChatCompletionMessage, type ChatCompletionRequest, MAX_INSTRUCTIONS } from '@chatkit/contract';
import { CleanText } from '../chat/clean-text.js';
import { ProblemException } from '../http/problem-exception.js';
import type { CountedMessage } from '../rag/prompt/prompt.js';
import { countTokens } from '../rag/prompt/tokens.js';

/** No text has more characters to a token; what is longer cannot fit and is not counted. */
const CHARACTERS_IN_A_TOKEN = 8;

/** The last message of a request. */
export function questionOf({ messages }: ChatCompletionRequest): string {
  return textOf(messages.at(-1));
}

/** What a request's system and developer messages ask for; undefined without any. Throws a 400 problem when it is too long. */
export function instructionsOf({ messages }: ChatCompletionRequest): string | undefined {
  const given = messages.filter(({ role }) => role === 'system' || role === 'developer');
  const text = clean(given.map(textOf).join('\n\n')).trim();
  if (text.length > MAX_INSTRUCTIONS)
    throw refused(
      `system and developer messages: together at most ${MAX_INSTRUCTIONS.toLocaleString('en')} characters`,
    );
  return text || undefined;
}

/** The newest messages before the question that fit into `tokens`, oldest first. */
export function historyOf({ messages }: ChatCompletionRequest, tokens: number): CountedMessage[] {
  const fitting: CountedMessage[] = [];
  let left = tokens;
  for (const message of messages.slice(0, -1).reverse()) {
    const content = textOf(message);
    if (message.role === 'system' || message.role === 'developer' || !content.trim()) continue;
    if (content.length > left * CHARACTERS_IN_A_TOKEN) break;
    const counted = { role: message.role, content: clean(content), tokens: countTokens(content) };
    left -= counted.tokens;
    if (left < 0) break;
    fitting.push(counted);
  }
  return fitting.reverse();
}

/** The place of a turn that is to be stored; undefined where nothing is. Throws a 400 problem for instructions beside it. */
export function threadOf(request: ChatCompletionRequest): { threadId: string | undefined } | undefined {
  const wanted = request.metadata?.['thread_id'];
  if (!wanted) return undefined;
  if (instructionsOf(request) !== undefined)
    throw refused('messages: in a thread there are no system and developer messages');
  return { threadId: wanted === 'new' ? undefined : wanted };
}

/** The collection that alone is to be searched. */
export function collectionOf({ metadata }: ChatCompletionRequest): string | undefined {
  return metadata?.['collection']?.trim();
}

function textOf(message: ChatCompletionMessage | undefined): string {
  const { content } = message ?? {};
  return Array.isArray(content) ? content.map(({ text }) => text).join('\n') : (content ?? '');
}

function clean(content: string): string {
  const text = new CleanText();
  return text.push(content) + text.end();
}

function refused(detail: string): ProblemException {
  return new ProblemException('bad_request', detail, { errors: [{ path: 'messages', message: detail }] });
}
