import { expect } from '@playwright/test';
import { latestAnswer, test } from './support/product.js';

test.use({ viewport: { width: 360, height: 720 } });

test('everything can be done with the keyboard alone on a narrow screen', async ({ portal, model }) => {
  model.script({ text: 'Set `DATABASE_URL` [1].' });
  const focused = portal.locator('*:focus');
  const tabTo = async (name: string | RegExp) => {
    const target = portal.getByRole('button', { name }).first();
    for (
      let presses = 0;
      presses < 40 && !(await target.evaluate((element) => element === document.activeElement));
      presses += 1
    ) {
      await portal.keyboard.press('Tab');
    }
    await expect(target).toBeFocused();
  };

  await portal.getByLabel('Your question').focus();
  await portal.keyboard.type('How do I connect a PostgreSQL server?');
  await portal.keyboard.press('Enter');
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');

  await portal.locator('body').press('Tab');
  await tabTo(/^Source 1: /);
  await expect(portal.locator('ck-citation-card')).toBeVisible();
  await portal.keyboard.press('Enter');
  const source = portal.getByRole('region', { name: 'Source' });
  await expect(source).toBeVisible();
  await expect(focused).toHaveAccessibleName('Close the source');
  await portal.keyboard.press('Escape');
  await expect(source).toBeHidden();
  await expect(focused).toHaveAccessibleName(/^Source 1: /);

  await tabTo('Show your chats');
  await portal.keyboard.press('Enter');
  const drawer = portal.getByRole('dialog', { name: 'Chats' });
  await expect(drawer.getByRole('button', { name: 'New chat' })).toBeFocused();
  await portal.keyboard.press('Enter');
  await expect(drawer).toBeHidden();
  await expect(portal.getByLabel('Your question')).toBeFocused();

  await tabTo('Account and settings');
  await portal.keyboard.press('Enter');
  await tabTo('Dark');
  await portal.keyboard.press('Enter');
  await expect(portal.locator('html')).toHaveAttribute('data-theme', 'dark');
  await tabTo('Sign out');
  await portal.keyboard.press('Enter');
  await expect(portal.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('nothing is wider than the narrowest screen', async ({ portal, model }) => {
  await portal.setViewportSize({ width: 320, height: 640 });
  const wide = 'x'.repeat(300);
  model.script({
    text: `${wide}\n\n\`\`\`\n${wide}\n\`\`\`\n\n|a|b|c|d|e|f|\n|-|-|-|-|-|-|\n|${wide}|b|c|d|e|f|\n\nend [1]`,
  });
  await portal.getByLabel('Your question').fill(`How do I connect a PostgreSQL server? ${wide}`);
  await portal.keyboard.press('Enter');
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  const overflow = () => portal.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  expect(await portal.locator('.scroller').evaluate((scroller) => scroller.scrollWidth - scroller.clientWidth)).toBe(0);
  await portal.goto('/knowledge');
  await portal.getByRole('button', { name: 'Add documents' }).click();
  expect(await overflow()).toBeLessThanOrEqual(0);
});
