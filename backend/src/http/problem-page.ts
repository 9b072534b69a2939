import { STATUS_CODES } from 'node:http';
import { PROBLEM_KINDS, type ProblemCode, type ProblemKind } from '@chatkit/contract';
import type { Response } from 'express';
import { contentPolicy, newNonce } from './content-policy.js';

const STYLE = `
  :root { color-scheme: light dark; }
  body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
  nav { margin-top: 3rem; font-size: .875rem; }
  nav a { margin-right: .75rem; display: inline-block; }
`;

/** Sends the page that explains a kind of problem to a person. */
export function sendProblemPage(response: Response, code: ProblemCode): void {
  const nonce = newNonce();
  response
    .set('content-security-policy', contentPolicy({ 'style-src': `'nonce-${nonce}'` }))
    .type('html')
    .send(pageOf(code, nonce));
}

/** When it appears, in words. */
export function appearanceOf({ status }: ProblemKind): string {
  return status === null
    ? 'In `error.code` of an answer that failed'
    : `Status ${status} ${STATUS_CODES[status] ?? ''}`.trim();
}

function pageOf(code: ProblemCode, nonce: string): string {
  const { meaning, advice } = PROBLEM_KINDS[code];
  const others = Object.keys(PROBLEM_KINDS).map((other) => `<a href="/api/problems/${other}">${other}</a>`);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${code} · ChatKit RAG · API</title>
    <style nonce="${nonce}">${STYLE}</style>
  </head>
  <body>
    <main>
      <h1><code>${code}</code></h1>
      <p>${html(appearanceOf(PROBLEM_KINDS[code]))}.</p>
      <p>${html(meaning)}</p>
      <p>${html(advice)}</p>
    </main>
    <nav aria-label="All codes">${others.join('\n')}</nav>
    <p><a href="/api/docs">The API console</a></p>
  </body>
</html>
`;
}

/** Sentences of the catalogue, whose only mark is code. */
function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}
