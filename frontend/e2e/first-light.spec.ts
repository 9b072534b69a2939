import { expect, test } from '@playwright/test';
import { latestAnswer, runProduct } from './support/product.js';

test('a newcomer signs up, asks, checks the source, and finds the thread again after a restart', async ({
  browser,
}) => {
  await runProduct({}, async (product) => {
    const page = await browser.newPage({ baseURL: product.url });
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(error.message));
    let restarting = false;
    page.on('console', (message) => {
      // While the product is down, the page asks for its events, and the browser notes each refusal.
      const isRefusal = restarting && message.text().includes('ERR_CONNECTION_REFUSED');
      if (message.type() === 'error' && !isRefusal) problems.push(message.text());
    });

    await page.goto('/');
    await expect(page.getByRole('heading', { name: 'Set up your portal' })).toBeVisible();
    await page.getByLabel('Name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Password').fill('correct horse');
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByRole('heading', { name: 'Hello Ada' })).toBeVisible();
    await expect(page.getByText(/Ask about \d+ documents/)).toBeVisible();

    await page.getByRole('list', { name: 'Questions to begin with' }).getByRole('button').first().waitFor();
    await page.getByLabel('Your question').fill('How do I connect a PostgreSQL server?');
    await page.getByRole('button', { name: 'Send' }).click();
    const answer = latestAnswer(page);
    await expect(answer).toHaveAttribute('data-state', 'complete');
    await expect(answer).toContainText('DATABASE_URL');
    await expect(page).toHaveURL(/\/threads\//);

    await answer
      .getByRole('button', { name: /^Source \d+: / })
      .first()
      .click();
    const source = page.getByRole('region', { name: 'Source' });
    await expect(source.locator('[data-cited]').first()).toBeInViewport();
    await expect(source.locator('[data-cited]', { hasText: 'DATABASE_URL' }).first()).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(source).toBeHidden();

    expect(problems).toEqual([]);
    restarting = true;
    await product.end('SIGTERM');
    await product.start();
    await page.reload();
    await expect(latestAnswer(page)).toContainText('DATABASE_URL');
    await expect(page.getByRole('complementary', { name: 'Chats' })).toContainText('How do I connect a PostgreSQL');
    expect(problems).toEqual([]);
    await page.close();
  });
});
