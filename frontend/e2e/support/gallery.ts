import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { pinFonts, pinnedFonts } from './pinned-fonts.js';

const built = join(import.meta.dirname, '../../../dist/gallery/browser');
const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

/** Opens a page of the gallery, at a moment that stands still and with the same letters on every machine. */
export async function openGallery(page: Page, name: string): Promise<void> {
  await pinFonts(page.context());
  await page.clock.setFixedTime('2026-11-27T12:00:00Z');
  await page.route('http://gallery.test/**', async (route) => {
    const path = new URL(route.request().url()).pathname.slice(1) || 'index.html';
    const contentType = types[path.split('.').at(-1) ?? ''];
    if (contentType === undefined) {
      await route.fallback();
      return;
    }
    const body = await readFile(join(built, path), 'utf8');
    await route.fulfill({ body: path === 'styles.css' ? body + pinnedFonts : body, contentType });
  });
  await page.goto(`http://gallery.test/#${name}`);
  await page.getByRole('main').locator('*').first().waitFor();
}
