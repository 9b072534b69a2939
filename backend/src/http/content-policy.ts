import { randomBytes } from 'node:crypto';

const NOTHING = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'none'",
};

/** A content security policy that allows what `directives` name, and nothing else. */
export function contentPolicy(directives: Record<string, string> = {}): string {
  return Object.entries({ ...NOTHING, ...directives })
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');
}

/** For one response: what carries it in a page is allowed by the policy that names it. */
export function newNonce(): string {
  return randomBytes(16).toString('base64');
}
