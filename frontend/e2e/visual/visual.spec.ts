import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { pinFonts } from '../support/pinned-fonts.js';
import { ask, latestAnswer, runProduct, test as base } from '../support/product.js';

/** A product that knows three documents of its own, so that ours can change without changing the pictures. */
const test = base.extend({
  product: [
    async ({ model }, use) => {
      const settings = { OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' };
      await runProduct({ ...settings, DOCS_DIR: join(import.meta.dirname, 'documents') }, use);
    },
    { scope: 'worker' },
  ],
  context: async ({ context }, use) => {
    await pinFonts(context);
    await use(context);
  },
});

type Scheme = 'light' | 'dark';
const everywhere: readonly [number, Scheme][] = [360, 768, 1280].flatMap((width) => [
  [width, 'light'] as [number, Scheme],
  [width, 'dark'] as [number, Scheme],
]);
const twice: readonly [number, Scheme][] = [
  [360, 'dark'],
  [1280, 'light'],
];
const question = 'Which costs are paid back after a journey?';
const answerText = [
  'After a journey you get back **the fare**, the hotel and your meals [1].',
  '| What | At most |\n|---|---|\n| Hotel | 140 euros a night |\n| Meals | 28 euros on each full day |',
  'Hand the receipts in within 30 days [1]. Trains come first: book them at least a week ahead [1].',
  '```sh\nchatkit ask "What is paid back?"\n```',
].join('\n\n');

async function compare(page: Page, name: string, places = everywhere): Promise<void> {
  for (const [width, colorScheme] of places) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: width === 360 ? 720 : 800 });
    await page.evaluate(() => document.fonts.ready);
    await expect.soft(page).toHaveScreenshot(`${name}-${width}-${colorScheme}.png`);
  }
}

test('the start, an answer, its source, and the answer from right to left', async ({ portal, model }) => {
  await expect(portal.getByRole('list', { name: 'Questions to begin with' })).toBeVisible();
  await compare(portal, 'start');

  model.scriptNext({ text: answerText, tokenDelayMs: 5 });
  const answer = await ask(portal, question);
  await expect(answer).toHaveAttribute('data-state', 'complete');
  await expect(answer.locator('.hljs-string')).toBeVisible();
  await compare(portal, 'answer');
  await answer
    .getByRole('button', { name: /^Source 1: / })
    .first()
    .click();
  await expect(portal.locator('[data-cited]').first()).toBeVisible();
  await compare(portal, 'source');
  await portal.keyboard.press('Escape');

  await portal.evaluate(() => localStorage.setItem('chatkit.language', 'ar'));
  await portal.reload();
  await expect(latestAnswer(portal).locator('.hljs-string')).toBeVisible();
  await compare(portal, 'arabic', twice);
});

test('the knowledge page, API keys, the floating chat, and the way in', async ({ portal, model }) => {
  await portal.goto('/knowledge');
  await expect(portal.locator('.badge.ready')).toHaveCount(3);
  await compare(portal, 'knowledge');

  await portal.clock.setFixedTime('2026-11-27T10:00:00Z');
  await portal.route('**/api/keys', (route) => route.fulfill({ json: { data: keys } }));
  await portal.goto('/api-keys');
  await expect(portal.getByText('Intranet search')).toBeVisible();
  await compare(portal, 'api-keys', twice);

  model.script({ text: 'Everybody gets 30 days of holiday a year [1].' });
  await portal.goto('/floating');
  await portal.locator('.launcher').click();
  await ask(portal, 'How many days of holiday do I get?');
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  await compare(portal, 'floating');

  await portal.context().clearCookies();
  await portal.goto('/sign-in');
  await expect(portal.getByRole('button', { name: 'Create an account' })).toBeVisible();
  await compare(portal, 'sign-in', twice);
});

const keys = [
  {
    name: 'Intranet search',
    scopes: ['search'],
    expiresAt: '2027-02-21T09:00:00Z',
    lastUsedAt: '2026-11-26T16:20:00Z',
  },
  { name: 'Nightly import', scopes: ['documents:read', 'documents:write'], expiresAt: '2026-12-04T09:00:00Z' },
  { name: 'Old experiment', scopes: ['chat'], expiresAt: '2026-11-20T09:00:00Z' },
].map((key, index) => ({
  id: `0b7e3c52-9d0f-4c0e-8a55-6a1f6e0c9a1${index}`,
  start: `chatkit_aBc${index}`,
  createdAt: '2026-11-01T09:00:00Z',
  lastUsedAt: null,
  ...key,
}));
