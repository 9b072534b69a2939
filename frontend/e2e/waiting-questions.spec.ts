import { expect, type Page } from '@playwright/test';
import { latestAnswer, test } from './support/product.js';

const field = (page: Page) => page.getByLabel('Your question', { exact: true });
const waiting = (page: Page) => page.getByRole('list', { name: 'Not sent yet' }).getByRole('listitem');

async function type(page: Page, question: string): Promise<void> {
  await field(page).fill(question);
  await page.keyboard.press('Enter');
}

test('what is asked offline waits, survives a reload, and goes out once and in order', async ({ portal, model }) => {
  const context = portal.context();
  const sent: string[] = [];
  context.on('response', (response) => {
    if (response.ok() && response.request().method() === 'POST' && response.url().endsWith('/api/chat/message')) {
      sent.push((response.request().postDataJSON() as { content: string }).content);
    }
  });
  model.script({ text: 'Set `DATABASE_URL` [1].' });
  const other = await context.newPage();
  await other.goto('/');
  await field(other).waitFor();
  await portal.bringToFront();

  await context.setOffline(true);
  await expect(portal.getByText('You are offline.')).toBeVisible();
  await type(portal, 'How do I connect a PostgreSQL server?');
  await type(portal, 'How do I add a dokument?');
  await type(portal, 'Never mind');
  await expect(waiting(portal)).toHaveCount(3);
  await expect(waiting(portal).first()).toContainText('Waits until you are back online.');
  await expect(waiting(other)).toHaveCount(3);
  await waiting(portal).nth(2).getByRole('button', { name: 'Remove this question' }).click();
  await waiting(portal).nth(1).getByRole('button', { name: 'Write this question anew' }).click();
  await expect(field(portal)).toBeFocused();
  await expect(field(portal)).toHaveValue('How do I add a dokument?');
  await type(portal, 'How do I add a document?');
  await expect(waiting(other)).toHaveCount(2);

  // the network is back for pages, but not yet for questions
  await context.route('**/api/chat/message', (route) => route.abort());
  await context.setOffline(false);
  await portal.reload();
  await expect(waiting(portal)).toHaveCount(2);
  await expect(waiting(portal).first()).toContainText('The server cannot be reached');
  await context.unroute('**/api/chat/message');
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete', { timeout: 20_000 });
  await expect(portal.locator('ck-message')).toHaveCount(4);
  await expect(portal.locator('ck-message[data-role="user"] .bubble')).toHaveText([
    'How do I connect a PostgreSQL server?',
    'How do I add a document?',
  ]);
  await expect(waiting(portal)).toHaveCount(0);
  await expect(portal.locator('ck-thread-list li')).toHaveCount(1);
  await expect(other).toHaveURL(portal.url());
  await expect(other.locator('ck-message')).toHaveCount(4);
  expect(sent).toEqual(['How do I connect a PostgreSQL server?', 'How do I add a document?']);
  expect(model.requests).toHaveLength(2);
});

test('nothing that waits is left when somebody signs out', async ({ portal }) => {
  await portal.context().route('**/api/chat/message', (route) => route.abort());
  await type(portal, 'A secret question?');
  await expect(waiting(portal)).toHaveCount(1);
  await portal.getByRole('button', { name: 'Account and settings' }).click();
  await portal.getByRole('button', { name: 'Sign out' }).click();
  await expect(portal.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  expect(await portal.evaluate(() => JSON.stringify(localStorage))).not.toContain('secret');
});

test('a long text is pasted whole, the field stays small, and its limit is told in time', async ({ portal, model }) => {
  model.script({ text: 'Read [1].' });
  await portal.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const paste = async (text: string) => {
    await portal.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
    await field(portal).fill('');
    await portal.keyboard.press('Control+v');
  };
  const lines = (count: number) => `How do I connect a PostgreSQL server?\n${'x'.repeat(79)}\n`.repeat(count);
  await paste(lines(300));
  await expect(portal.getByText('This question is too long')).toBeVisible();
  await expect(portal.getByRole('button', { name: 'Send' })).toBeDisabled();
  await paste(lines(255));
  await expect(portal.getByText(/\d+ % of the longest question/)).toBeVisible();
  const { height } = (await portal.locator('ck-composer').boundingBox()) ?? { height: Infinity };
  expect(height).toBeLessThan(400);
  await portal.keyboard.press('Enter');
  await expect(portal.locator('ck-message .bubble').first()).toContainText('x'.repeat(79));
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  expect((await portal.locator('ck-message .bubble').first().textContent())?.length).toBe(lines(255).trim().length);
});
