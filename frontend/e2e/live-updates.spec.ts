import { expect, type Page } from '@playwright/test';
import { ask, chooseForThread, latestAnswer, test } from './support/product.js';

const question = 'How do I connect a PostgreSQL server?';
const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');

async function openTab(portal: Page, path = '/'): Promise<Page> {
  const tab = await portal.context().newPage();
  await tab.goto(path);
  await tab.getByLabel('Your question', { exact: true }).waitFor();
  return tab;
}

test('another tab follows a thread from its first word to its end', async ({ portal, model }) => {
  const other = await openTab(portal);
  model.scriptNext({ text: `${words(80)} end`, tokenDelayMs: 30 });
  await ask(portal, question);
  const row = other.locator('ck-thread-list li').filter({ hasText: question });
  await expect(row).toBeVisible();
  await expect(row.getByText('An answer is being written')).toBeAttached();
  await row.getByRole('button', { name: question, exact: true }).click();
  await expect(latestAnswer(other)).toContainText('word');
  await expect(latestAnswer(other).locator('ck-markdown')).toHaveText(`${words(80)} end`);
  await expect(row.getByText('An answer is being written')).toHaveCount(0);

  model.scriptNext({ text: 'A second answer.' });
  await ask(portal, 'And how do I back it up?');
  await expect(latestAnswer(other)).toContainText('A second answer.');
  await expect(other.locator('ck-message')).toHaveCount(4);

  await chooseForThread(portal, question, 'Rename');
  await portal.getByLabel('Title of the chat').fill('Servers');
  await portal.keyboard.press('Enter');
  await expect(other.getByRole('button', { name: 'Servers', exact: true })).toBeVisible({ timeout: 500 });

  await chooseForThread(portal, 'Servers', 'Delete');
  await expect(other.locator('ck-thread-list li')).toHaveCount(0, { timeout: 500 });
  await expect(other).toHaveURL('/');

  await portal.getByRole('button', { name: 'Undo' }).click();
  await expect(other.getByRole('button', { name: 'Servers', exact: true })).toBeVisible({ timeout: 500 });
});

test('ten tabs stay usable, with one connection for the events of all', async ({ portal }) => {
  const tabs = [portal];
  while (tabs.length < 10) {
    tabs.push(await openTab(portal));
  }
  const last = tabs.at(-1) ?? portal;
  await ask(last, question);
  await expect(latestAnswer(last)).toHaveAttribute('data-state', 'complete');
  for (const tab of tabs) {
    await expect(tab.locator('ck-thread-list li')).toHaveCount(1);
  }
  // the tab that holds the connection goes, and another takes its place
  await tabs[1]?.close();
  await portal.close();
  await ask(last, 'And how do I back it up?');
  await expect(latestAnswer(last)).toHaveAttribute('data-state', 'complete');
  await chooseForThread(last, question, 'Delete');
  await expect(last.locator('ck-thread-list li')).toHaveCount(0);
  for (const tab of tabs.slice(2, 9)) {
    await expect(tab.locator('ck-thread-list li')).toHaveCount(0);
    await tab.close();
  }
});
