import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Page } from '@playwright/test';

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };

/** What a careful portal allows: only its own files, and no text that becomes code. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "require-trusted-types-for 'script'",
].join('; ');

/** Serves an example below `/intranet/` of the product's own address, as a proxy in front of both would. `more` is added to the policy. */
export async function openExample(page: Page, name: string, file = '', more = ''): Promise<readonly string[]> {
  const violations: string[] = [];
  page.on('console', (message) => {
    if (/content security policy|trustedhtml|trustedscript/i.test(message.text())) {
      violations.push(message.text());
    }
  });
  page.on('pageerror', (error) => violations.push(error.message));
  await page.route('**/intranet/**', async (route) => {
    const path = new URL(route.request().url()).pathname.replace('/intranet/', '') || 'index.html';
    await route.fulfill({
      body: await readFile(join(import.meta.dirname, '../../examples', name, path)),
      headers: {
        'content-type': types[extname(path)] ?? 'text/plain',
        'content-security-policy': `${policy}; ${more}`,
      },
    });
  });
  await page.goto(`/intranet/${file}`);
  return violations;
}
