import { createRequire } from 'node:module';
import type { BrowserContext } from '@playwright/test';

const files = createRequire(import.meta.url);
const folder = '/pinned-fonts/';
const fonts = [
  { family: 'Pinned', file: 'inter/files/inter-latin-wght-normal.woff2' },
  { family: 'Pinned Arabic', file: 'noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2' },
  { family: 'Pinned Mono', file: 'jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2' },
];
/** The same letters on every machine, for the end of a style sheet. */
export const pinnedFonts = `
${fonts.map(({ family, file }) => `@font-face { font-family: '${family}'; font-weight: 100 900; src: url('${folder}${file}'); }`).join('\n')}
:root:root {
  --ck-font: 'Pinned', 'Pinned Arabic';
  --ck-font-mono: 'Pinned Mono';
}`;

/** Gives pages the same letters on every machine. */
export async function pinFonts(context: BrowserContext): Promise<void> {
  await context.route(/\/styles-\w+\.css$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}${pinnedFonts}` });
  });
  await context.route(`**${folder}**`, async (route) => {
    const file = new URL(route.request().url()).pathname.slice(folder.length);
    await route.fulfill({ path: files.resolve(`@fontsource-variable/${file}`), contentType: 'font/woff2' });
  });
}
