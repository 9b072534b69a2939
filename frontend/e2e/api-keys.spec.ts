import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { test } from './support/product.js';

test('a key is made, shown once, used within its scope, and revoked', async ({ portal, playwright, baseURL }) => {
  await portal.getByRole('button', { name: 'account and settings' }).click();
  await portal.getByRole('link', { name: 'API keys' }).click();
  await expect(portal.getByText('There is no key yet.')).toBeVisible();
  await portal.getByRole('button', { name: 'Create key' }).click();
  await expect(portal.getByLabel('Name')).toBeFocused();
  await portal.getByLabel('Name').fill('Intranet search');
  await expect(portal.getByRole('button', { name: 'Create key' })).toBeDisabled();
  await portal.getByRole('checkbox', { name: 'Search the documents' }).check();
  expect((await new AxeBuilder({ page: portal }).analyze()).violations).toEqual([]);
  await portal.getByRole('button', { name: 'Create key' }).click();
  const key = (await portal.locator('.secret code').textContent()) ?? '';
  expect(key).toMatch(/^chatkit_/);
  expect((await new AxeBuilder({ page: portal }).analyze()).violations).toEqual([]);

  const program = await playwright.request.newContext({
    baseURL: baseURL ?? '',
    extraHTTPHeaders: { 'x-api-key': key },
  });
  const search = () => program.post('/api/rag/search', { data: { query: 'PostgreSQL' } });
  expect((await search()).status()).toBe(200);
  expect((await program.get('/api/chat/threads')).status()).toBe(403);

  await portal.reload();
  const row = portal.getByRole('listitem').filter({ hasText: 'Intranet search' });
  await expect(row).toContainText('Last used');
  await expect(portal.getByText(key)).toHaveCount(0);
  await row.getByRole('button', { name: 'Revoke Intranet search' }).click();
  await portal.getByRole('button', { name: 'Cancel' }).click();
  await expect(row).toBeVisible();
  await row.getByRole('button', { name: 'Revoke Intranet search' }).click();
  await portal.getByRole('button', { name: 'Revoke key' }).click();
  await expect(row).toHaveCount(0);
  expect((await search()).status()).toBe(401);
  await program.dispose();
});
