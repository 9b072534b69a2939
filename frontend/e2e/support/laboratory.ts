import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Driven } from '../../laboratory/driven.js';

declare global {
  var laboratory: Driven;
}

const built = join(import.meta.dirname, '../../../dist/laboratory/browser');
const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

/** Opens the page that holds one answer, below the product's address and under the product's policy. */
export async function openLaboratory(page: Page): Promise<void> {
  const home = await page.request.get('/', { headers: { accept: 'text/html' } });
  const policy = home.headers()['content-security-policy'] ?? '';
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
  await page.route('**/laboratory/**', async (route) => {
    const name = /[^/]+$/.exec(new URL(route.request().url()).pathname)?.[0] ?? 'index.html';
    const body = (await readFile(join(built, name), 'utf8')).replaceAll('CSP_NONCE', nonce);
    const contentType = types[name.split('.').at(-1) ?? ''] ?? 'text/plain';
    await route.fulfill({ body, headers: { 'content-type': contentType, 'content-security-policy': policy } });
  });
  await page.goto('/laboratory/');
  await page.waitForFunction(() => 'laboratory' in globalThis);
}
