import type { Citation } from '@chatkit/contract';
import type { ChatCompletionMessageParam } from 'openai/resources';
import type { Prompt } from './language-model.js';

/** The prompt as chat messages: the rules, the conversation, then the passages as delimited data with the question. */
export function renderPrompt(prompt: Prompt): ChatCompletionMessageParam[] {
  return [
    { role: 'system', content: prompt.system },
    ...prompt.history.map(({ role, content }) => ({ role, content })),
    { role: 'user', content: `${renderPassages(prompt.passages)}\n\nQuestion: ${prompt.question}` },
  ];
}

/** The passages between tags that their own text cannot close or open. */
export function renderPassages(passages: Citation[]): string {
  return ['<passages>', ...passages.map(renderPassage), '</passages>'].join('\n');
}

function renderPassage({ n, title, headingPath, quote }: Citation): string {
  const source = [title, ...headingPath].join(' / ').replace(/[<>"\r\n]/g, ' ');
  return `<passage n="${n}" source="${source}">\n${quote.replace(/<(?=\s*\/?\s*passage)/gi, '&lt;')}\n</passage>`;
}
