import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { test } from './support/product.js';

async function fillIn(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Create key' }).click();
  await expect(page.getByLabel('Name')).toBeFocused();
  await page.getByLabel('Name').fill(name);
  await page.getByRole('checkbox', { name: 'Search the documents' }).check();
}

test('a key is made, shown once, used within its scope, and revoked', async ({ portal, playwright, baseURL }) => {
  await portal.getByRole('button', { name: 'account and settings' }).click();
  await portal.getByRole('link', { name: 'API keys' }).click();
  await expect(portal).toHaveTitle('API keys · ChatKit RAG');
  await expect(portal.getByText('There is no key yet.')).toBeVisible();
  await portal.getByRole('button', { name: 'Create key' }).click();
  await expect(portal.getByLabel('Name')).toBeFocused();
  await portal.getByLabel('Name').fill('Intranet search');
  await expect(portal.getByRole('button', { name: 'Create key' })).toBeDisabled();
  await portal.getByRole('checkbox', { name: 'Search the documents' }).check();
  expect((await new AxeBuilder({ page: portal }).analyze()).violations).toEqual([]);
  await portal.getByRole('button', { name: 'Create key' }).dblclick();
  await expect(portal.getByRole('heading', { name: 'Copy the key of “Intranet search” now' })).toBeFocused();
  const key = (await portal.locator('.secret code').textContent()) ?? '';
  expect(key).toMatch(/^chatkit_/);
  await expect(portal.locator('pre')).toContainText(`-H 'x-api-key: ${key}'`);
  const row = portal.getByRole('listitem').filter({ hasText: 'Intranet search' });
  await expect(row).toContainText(/Created on .*Ends on .*Never used/);
  expect((await new AxeBuilder({ page: portal }).analyze()).violations).toEqual([]);

  const program = await playwright.request.newContext({
    baseURL: baseURL ?? '',
    extraHTTPHeaders: { 'x-api-key': key },
  });
  const search = () => program.post('/api/rag/search', { data: { query: 'PostgreSQL' } });
  expect((await search()).status()).toBe(200);
  expect((await program.get('/api/chat/threads')).status()).toBe(403);

  await portal.reload();
  await expect(row).toContainText('Last used');
  await expect(portal.getByText(key)).toHaveCount(0);
  await row.getByRole('button', { name: 'Revoke Intranet search' }).click();
  await portal.getByRole('button', { name: 'Cancel' }).click();
  await expect(row).toBeVisible();
  await row.getByRole('button', { name: 'Revoke Intranet search' }).click();
  await portal.getByRole('button', { name: 'Revoke key' }).click();
  await expect(row).toHaveCount(0);
  await expect(portal.getByRole('button', { name: 'Create key' })).toBeFocused();
  expect((await search()).status()).toBe(401);
  await program.dispose();
});

test('what fails says so, and neither a key nor the list is lost by it', async ({ portal, context }) => {
  const refused = { status: 503, json: { code: 'unavailable', status: 503, detail: 'busy' } };
  await context.route('**/api/keys', (route) => route.fulfill(refused), { times: 1 });
  await portal.goto('/api-keys');
  await expect(portal.getByRole('alert')).toContainText('The server is busy or restarting');
  await fillIn(portal, 'First');
  await context.route('**/api/keys', (route) => route.fulfill(refused), { times: 1 });
  await portal.getByRole('button', { name: 'Create key' }).click();
  await expect(portal.locator('form').getByRole('alert')).toBeVisible();
  await expect(portal.getByLabel('Name')).toHaveValue('First');
  await portal.getByRole('button', { name: 'Create key' }).click();
  await expect(portal.getByRole('heading', { name: 'Copy the key of “First” now' })).toBeFocused();
  await fillIn(portal, 'Second');
  await portal.getByRole('button', { name: 'Create key' }).click();
  await expect(portal.getByRole('heading', { name: 'Copy the key of “Second” now' })).toBeFocused();
  await expect(portal.locator('.secret')).toHaveCount(2);

  await portal.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('not allowed'));
  });
  await portal.getByRole('button', { name: 'Copy', exact: true }).first().click();
  await expect(portal.getByRole('status').first()).toContainText('copy it by hand');
  expect(await portal.evaluate(() => getSelection()?.toString())).toBe(
    await portal.locator('.secret code').first().textContent(),
  );
  await portal.getByRole('button', { name: 'I have kept it' }).first().click();
  await expect(portal.getByRole('button', { name: 'Create key' })).toBeFocused();
  await expect(portal.locator('.secret')).toHaveCount(1);

  await context.route('**/api/keys/*', (route) => route.fulfill(refused), { times: 1 });
  for (const name of ['Second', 'First']) {
    await portal.getByRole('button', { name: `Revoke ${name}` }).click();
    await portal.getByRole('button', { name: 'Revoke key' }).click();
    if (name === 'Second') {
      await portal.getByRole('button', { name: 'Try again' }).click();
    }
    await expect(portal.getByRole('listitem').filter({ hasText: name })).toHaveCount(0);
  }
  await expect(portal.getByText('There is no key yet.')).toBeVisible();
});
