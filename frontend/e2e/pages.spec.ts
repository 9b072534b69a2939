import { expect } from '@playwright/test';
import { test } from './support/product.js';

const PAGES = ['/', '/threads/42', '/api/docs/', '/api/problems/not_found', '/embed/diagram/frame.html'];
const INLINE = /<style(?![^>]*\bnonce=)[^>]*>|<script(?![^>]*\bsrc=)(?![^>]*\bnonce=)[^>]*>|\sstyle=|\son\w+=/i;

test('no page allows what stands inline, and no answer names the server', async ({ request }) => {
  for (const path of PAGES) {
    const headers = { accept: 'text/html' };
    const answers = [await request.get(path, { headers }), await request.get(path, { headers })];
    const policies = answers.map((answer) => answer.headers()['content-security-policy'] ?? '');
    for (const [i, answer] of answers.entries()) {
      expect(answer.headers()['content-type']).toContain('text/html');
      expect(policies[i]).toContain("default-src 'none'");
      expect(policies[i]).not.toContain('unsafe');
      expect(await answer.text()).not.toMatch(INLINE);
      for (const name of ['server', 'x-powered-by']) expect(answer.headers()[name]).toBeUndefined();
    }
    const nonces = policies.map((policy) => /'nonce-([^']+)'/.exec(policy)?.[1]);
    if (nonces[0]) expect(nonces[1]).not.toBe(nonces[0]);
  }
  const problem = await request.get('/api/chat/threads');
  expect(problem.headers()['content-security-policy']).toContain("default-src 'none'");
  expect(problem.headers()['x-powered-by']).toBeUndefined();
});
