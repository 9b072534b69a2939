import { PROBLEM_KINDS } from '@chatkit/contract';
import { appearanceOf } from '../../dist/backend/http/problem-page.js';

const INTRODUCTION = `# Error codes

Every error of the API carries a \`code\`, and so does an answer that failed. Codes are stable: programs can rely on them. The
same pages are served by ChatKit itself, at \`/api/problems/\` and the code; the field \`type\` of an error leads there. This file is
written by \`npm run openapi\`.
`;

/** The chapter of the documentation about error codes: one heading for each. */
export function errorsPage() {
  const chapters = Object.entries(PROBLEM_KINDS).map(
    ([code, kind]) =>
      `## What does the error \`${code}\` mean?\n\n${kind.meaning} ${kind.advice} ${appearanceOf(kind)}.\n`,
  );
  return [INTRODUCTION, ...chapters].join('\n');
}
