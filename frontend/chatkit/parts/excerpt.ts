/** The beginning of a Markdown passage as one line of plain text, without its headings, cut at a word. */
export function excerpt(markdown: string, length: number): string {
  const text = markdown
    .replace(/^\s*#{1,6}\s.*$/gm, '')
    .replace(/^\s*(?:>|[-*+]|\d+[.)])\s+/gm, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[\s|:-]*-{3,}[\s|:-]*$/gm, '')
    .replace(/[`*|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length <= length ? text : `${text.slice(0, length).replace(/\s+\S*$/, '')}…`;
}
