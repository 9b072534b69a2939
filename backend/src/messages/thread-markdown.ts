import type { Citation, Message, MessageStatus, Thread } from '@chatkit/contract';

const STATE: Partial<Record<MessageStatus, string>> = {
  generating: 'This answer is still being written.',
  stopped: 'This answer was stopped.',
  failed: 'This answer failed.',
};

/** A thread to be read outside of ChatKit: its messages, oldest first, each answer followed by its sources. */
export function toMarkdown({ title, createdAt }: Thread, messages: readonly Message[]): string {
  const parts = [`# ${escapeMarkdown(title)}`, `_Begun ${dateOf(createdAt)}_`, ...messages.flatMap(partsOf)];
  return `${parts.join('\n\n')}\n`;
}

function partsOf({ role, content, createdAt, status, citations }: Message): string[] {
  if (role === 'user') return [`## Question, ${dateOf(createdAt)}`, quoted(content)];
  const state = STATE[status];
  return [
    '## Answer',
    ...(content ? [content] : []),
    ...(state ? [`_${state}_`] : []),
    ...(citations.length ? ['### Sources', citations.map(sourceOf).join('\n')] : []),
  ];
}

/** Its number is the one in the text. */
function sourceOf({ n, title, headingPath, quote }: Citation): string {
  const place = [title, ...headingPath].map(escapeMarkdown).join(' › ');
  return `- [${n}] ${place}\n\n${quoted(quote).replace(/^/gm, '  ')}\n`;
}

/** Plain text as it stands, line by line. */
function quoted(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => (line.trim() ? `> ${escapeMarkdown(line)}\\` : '>'))
    .join('\n')
    .replace(/\\(?=\n>\n|\n>$|$)/g, '');
}

/** A text that means nothing to Markdown. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>#|~&]/g, '\\$&')
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2');
}

function dateOf(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}
