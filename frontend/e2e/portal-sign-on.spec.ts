import { expect, type Browser, type BrowserContext, type Page } from '@playwright/test';
import type { CreatedApiKey } from '@chatkit/contract';
import { ExamplePortal } from './support/example-portal.js';
import { findFreePort, runProduct, signUp, test } from './support/product.js';

interface Place {
  readonly page: Page;
  /** What the portal's policy has refused, and what went wrong in its page. */
  readonly complaints: readonly string[];
}

let admin: BrowserContext;
let stopProduct: () => void;
let stopped: Promise<void>;
let product: { readonly url: string };
let key: string;
let port: string;

test.beforeAll(async ({ browser, model }) => {
  port = String(await findFreePort());
  const settings = {
    OPENAI_BASE_URL: model.baseUrl,
    CHAT_MODEL: 'scripted',
    EMBED_ORIGINS: `http://localhost:${port}`,
  };
  const started = Promise.withResolvers<{ readonly url: string }>();
  const ended = new Promise<void>((resolve) => (stopProduct = resolve));
  stopped = runProduct(settings, (running) => {
    started.resolve(running);
    return ended;
  });
  stopped.catch(started.reject);
  product = await started.promise;
  admin = await browser.newContext({ baseURL: product.url });
  await signUp(await admin.newPage());
  const answer = await admin.request.post('/api/keys', { data: { name: 'Portal', scopes: ['embed'] } });
  ({ key } = (await answer.json()) as CreatedApiKey);
});
test.afterAll(async () => {
  await admin.close();
  stopProduct();
  await stopped;
});

/** Ada, signed in to an example of a portal that is on another address than the product, and has a key of its administrator. */
async function inPortal(browser: Browser, example: string, use: (place: Place) => Promise<void>): Promise<void> {
  const portal = await ExamplePortal.start(example, { CHATKIT_URL: product.url, CHATKIT_KEY: key, PORT: port });
  const context = await browser.newContext({ baseURL: portal.url });
  try {
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (/content security policy|trusted|cors/i.test(message.text())) {
        complaints.push(message.text());
      }
    });
    page.on('pageerror', ({ message }) => complaints.push(message));
    await context.request.post('/session', { data: 'ada@portal.example' });
    await use({ page, complaints });
  } finally {
    await context.close();
    await portal.end();
  }
}

/** Ends what the portal's key has opened for Ada, as the end of a token's life does. */
async function endTokens(): Promise<void> {
  const response = await admin.request.post('/api/embed/sign-out', {
    headers: { 'x-api-key': key },
    data: { email: 'ada@portal.example' },
  });
  expect(response.status()).toBe(204);
}

test('people of a portal chat on its pages by tokens, from another address under its strict policy', async ({
  browser,
  model,
}) => {
  test.slow();
  const words = Array.from({ length: 40 }, (_, i) => `word${i} `);
  model.reset();
  model.script({ tokens: words, tokenDelayMs: 90 });
  await inPortal(browser, 'html', async ({ page, complaints }) => {
    await page.goto('/');
    const desk = page.locator('#desk');
    const log = page.locator('#log li');
    const answers = desk.locator('ck-message[data-role="assistant"]');
    await page.getByRole('button', { name: 'How do I connect a PostgreSQL server?' }).first().click();
    await expect(answers).toContainText('word5 ');
    await endTokens();
    await expect(answers).toHaveAttribute('data-state', 'complete', { timeout: 20_000 });
    await expect(answers).toContainText(words.join('').trim());
    await expect(log).toHaveText(['desk: ready', 'desk: message-sent', 'desk: answer-ended complete']);

    await page.reload();
    await desk.getByRole('button', { name: 'Chats' }).or(desk.locator('ck-thread-list')).first().waitFor();
    await expect(desk.locator('ck-thread-list')).toContainText('How do I connect');

    model.script({ text: 'Later.' });
    await page.request.delete('/session');
    await desk.getByLabel('Your question').fill('And where do backups go?');
    await page.keyboard.press('Enter');
    await expect(log).toContainText(['desk: sign-in-needed']);
    await expect(desk.getByText('You are signed out', { exact: true })).toBeVisible();
    await page.context().request.post('/session', { data: 'ada@portal.example' });
    await desk.getByRole('button', { name: 'Sign in', exact: true }).click();
    await expect(answers.last()).toContainText('Later.');
    await expect(desk.locator('ck-message[data-role="user"]').last()).toContainText('And where do backups go?');

    await page.context().request.post('/session', { data: 'grace@portal.example' });
    await endTokens();
    await expect(desk.locator('ck-thread-list')).not.toContainText('How do I connect', { timeout: 20_000 });
    await expect(desk.locator('ck-message')).toHaveCount(0);
    expect(page.context().pages()).toHaveLength(1);
    expect(complaints).toEqual([]);
  });
});

test('a page in React embeds the chat: properties, methods and events, and nobody stays behind', async ({
  browser,
  model,
}) => {
  model.reset();
  model.script({ text: 'Set `DATABASE_URL` [1].' });
  await inPortal(browser, 'react', async ({ page, complaints }) => {
    await page.goto('/');
    const chat = page.locator('chat-kit');
    await page.getByRole('button', { name: 'Ask about PostgreSQL' }).click();
    await expect(page.locator('#last')).toHaveText('Answered: complete.');
    await expect(chat.locator('ck-message[data-role="assistant"]')).toContainText('DATABASE_URL');
    await chat.getByLabel('Your question').fill('What I was about to ask');
    await page.getByRole('button', { name: 'Leave' }).click();
    await expect(chat.locator('ck-message')).toHaveCount(0);
    await expect(chat.getByLabel('Your question')).toHaveValue('');
    await chat.getByLabel('Your question').fill('Anything?');
    await page.keyboard.press('Enter');
    await expect(page.locator('#last')).toHaveText('Nobody is signed in.');
    const left = await page.evaluate(() => document.head.querySelectorAll('style').length);
    expect(left).toBe(0);
    expect(complaints).toEqual([]);
  });
});
