import { expect } from '@playwright/test';
import { ask, latestAnswer, test } from './support/product.js';

test('the floating chat opens with the cursor in it, answers, and gives the focus back', async ({ portal, model }) => {
  model.script({ text: 'Set `DATABASE_URL` [1].' });
  await portal.goto('/floating');
  const launcher = portal.locator('.launcher');
  await launcher.click();
  const panel = portal.getByRole('dialog', { name: 'Ask the documents' });
  await expect(panel.getByLabel('Your question')).toBeFocused();
  await ask(portal, 'How do I connect a PostgreSQL server?');
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');

  await latestAnswer(portal)
    .getByRole('button', { name: /^Source 1: / })
    .click();
  await expect(panel.getByRole('region', { name: 'Source' })).toBeVisible();
  await portal.keyboard.press('Escape');
  await expect(panel.getByRole('region', { name: 'Source' })).toBeHidden();
  await expect(panel).toBeVisible();
  await portal.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(launcher).toBeFocused();

  await launcher.click();
  await expect(latestAnswer(portal)).toContainText('DATABASE_URL');
});

test('on a phone the floating chat takes the whole screen, and nothing covers its composer', async ({ portal }) => {
  await portal.setViewportSize({ width: 360, height: 720 });
  await portal.goto('/floating');
  const launcher = portal.locator('.launcher');
  await launcher.click();
  await expect(launcher).toBeHidden();
  const panel = portal.getByRole('dialog', { name: 'Ask the documents' });
  await expect(panel).toHaveCSS('width', '360px');
  await panel.getByRole('button', { name: 'Close the chat' }).click();
  await expect(launcher).toBeFocused();
});
