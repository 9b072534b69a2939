import { expect } from '@playwright/test';
import { ask, latestAnswer, test } from './support/product.js';

const question = 'How do I connect a PostgreSQL server?';

test('another answer stands beside the first, and the choice lasts', async ({ portal, model }) => {
  model.scriptNext({ text: 'The first answer [1].' }, { text: 'The second answer [1].' });
  const answer = await ask(portal, question);
  await expect(answer).toContainText('The first answer');
  await answer.getByRole('button', { name: 'Ask for another answer' }).click();
  await expect(answer).toContainText('The second answer');
  await expect(answer).toHaveAttribute('data-state', 'complete');
  const versions = portal.getByRole('group', { name: 'Versions of this answer' });
  await expect(versions).toHaveText(/2 of 2/);
  await versions.getByRole('button', { name: 'Previous version' }).click();
  await expect(answer).toContainText('The first answer');
  await expect(versions).toHaveText(/1 of 2/);
  await expect(versions.getByRole('button', { name: 'Previous version' })).toBeFocused();
  await portal.reload();
  await expect(latestAnswer(portal)).toContainText('The first answer');
  await expect(portal.locator('ck-message')).toHaveCount(2);
});

test('a question in other words begins a branch, and the old one is kept', async ({ portal, model }) => {
  model.scriptNext({ text: 'About servers [1].' }, { text: 'And then [1].' }, { text: 'About documents [1].' });
  await ask(portal, question);
  await expect(latestAnswer(portal)).toContainText('About servers');
  await ask(portal, 'And how do I back it up?');
  await expect(latestAnswer(portal)).toContainText('And then');
  await expect(portal.locator('ck-message')).toHaveCount(4);

  const first = portal.locator('ck-message').first();
  await first.hover();
  await first.getByRole('button', { name: 'Ask this in other words' }).click();
  const editor = portal.getByLabel('Your question in other words');
  await expect(editor).toBeFocused();
  await expect(editor).toHaveValue(question);
  await portal.keyboard.press('Escape');
  await expect(editor).toBeHidden();
  await expect(first.getByRole('button', { name: 'Ask this in other words' })).toBeFocused();

  await portal.keyboard.press('Enter');
  await editor.fill('How do I add a document?');
  await portal.keyboard.press('Enter');
  await expect(latestAnswer(portal)).toContainText('About documents');
  await expect(portal.locator('ck-message')).toHaveCount(2);
  await expect(portal.getByLabel('Your question', { exact: true })).toBeFocused();

  const versions = portal.getByRole('group', { name: 'Versions of this question' });
  await expect(versions).toHaveText(/2 of 2/);
  await versions.getByRole('button', { name: 'Previous version' }).click();
  await expect(portal.locator('ck-message')).toHaveCount(4);
  await expect(latestAnswer(portal)).toContainText('And then');
  await portal.reload();
  await expect(portal.locator('ck-message')).toHaveCount(4);
});

test('on a phone the question that is written anew stays in sight', async ({ portal, model }) => {
  await portal.setViewportSize({ width: 360, height: 500 });
  model.scriptNext({ text: 'A line of text.\n\n'.repeat(4) });
  const answer = await ask(portal, question);
  await expect(answer).toHaveAttribute('data-state', 'complete');
  await portal.getByRole('button', { name: 'Ask this in other words' }).focus();
  await portal.keyboard.press('Enter');
  const editor = portal.getByLabel('Your question in other words');
  await editor.pressSequentially(' And more');
  await expect(editor).toBeInViewport({ ratio: 1 });
});

test('nothing is asked anew while an answer is written', async ({ portal, model }) => {
  model.scriptNext({ text: 'word '.repeat(200), tokenDelayMs: 20 });
  const answer = await ask(portal, question);
  await expect(answer).toContainText('word word');
  await portal.locator('ck-message').first().hover();
  await expect(portal.getByRole('button', { name: 'Ask this in other words' })).toHaveCount(0);
  await portal.getByRole('button', { name: 'Stop the answer' }).click();
  await expect(answer).toHaveAttribute('data-state', 'stopped');
  await expect(portal.getByRole('button', { name: 'Ask this in other words' })).toHaveCount(1);
});
