import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { ask, chooseForThread, latestAnswer, test } from './support/product.js';

const question = 'How do I connect a PostgreSQL server?';

/** Asks as another program would, and returns the thread with its messages, oldest first. */
async function seedThread(page: Page, questions: readonly string[]) {
  let threadId: string | undefined;
  const asked: string[] = [];
  for (const content of questions) {
    const response = await page.request.post('/api/chat/message', { data: { content, threadId } });
    const body = (await response.json()) as { thread: { id: string }; userMessage: { id: string } };
    threadId = body.thread.id;
    asked.push(body.userMessage.id);
  }
  return { threadId: threadId ?? '', asked };
}

test('a thread is renamed, pinned, archived, exported, deleted and brought back', async ({ portal, model }) => {
  model.script({ text: 'Set `DATABASE_URL` [1].' });
  await ask(portal, question);
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  const list = portal.locator('ck-thread-list');
  await chooseForThread(portal, question, 'Rename');
  await list.getByLabel('Title of the chat').fill('Our database');
  await portal.keyboard.press('Enter');
  await seedThread(portal, ['What is a citation?']);
  await portal.reload();
  await expect(list.locator('.title')).toHaveText(['What is a citation?', 'Our database']);

  await chooseForThread(portal, 'Our database', 'Pin');
  await expect(list.locator('.title')).toHaveText(['Our database', 'What is a citation?']);
  await expect(list.getByRole('heading')).toHaveText(['Pinned', 'Today']);
  await chooseForThread(portal, 'What is a citation?', 'Archive');
  await expect(list.locator('.title')).toHaveText(['Our database']);
  await list.getByRole('button', { name: 'Archived chats' }).click();
  await expect(list.locator('.title')).toHaveText(['What is a citation?']);
  await chooseForThread(portal, 'What is a citation?', 'Move out of the archive');
  await list.getByRole('button', { name: 'Back to your chats' }).click();
  await expect(list.locator('.title')).toHaveText(['Our database', 'What is a citation?']);

  const downloading = portal.waitForEvent('download');
  await chooseForThread(portal, 'Our database', 'Export as Markdown');
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('Our database.md');
  expect(await readFile(await download.path(), 'utf8')).toContain('Set `DATABASE_URL` [1].');

  // with the keyboard alone: walk, delete, undo
  await list.locator('.title').first().focus();
  await portal.keyboard.press('ArrowDown');
  await expect(list.locator('.title').nth(1)).toBeFocused();
  await portal.keyboard.press('Home');
  await portal.keyboard.press('Delete');
  await expect(list.locator('.title')).toHaveText(['What is a citation?']);
  await expect(list.locator('.title')).toBeFocused();
  await expect(portal).toHaveURL(/\/$/);
  const undo = portal.getByRole('button', { name: 'Undo' });
  await undo.focus();
  await portal.keyboard.press('Enter');
  await expect(list.locator('.title')).toHaveText(['Our database', 'What is a citation?']);
  await expect(latestAnswer(portal)).toContainText('Set DATABASE_URL');
  await expect(undo).toBeHidden();
});

test('a search goes to the message, however far up and on another branch', async ({ portal, model }) => {
  test.setTimeout(90_000);
  model.script({ text: 'The documents do not say.' });
  const questions = Array.from({ length: 40 }, (_, index) => `Question ${index} about servers?`);
  const { threadId } = await seedThread(portal, ['Wo liegt das Überweisungsformular?', ...questions]);
  const edit = { content: 'The platypus of another branch?', threadId, parentId: null };
  await portal.request.post('/api/chat/message', { data: edit });
  await portal.reload();
  await expect(portal.locator('ck-thread-list li')).toHaveCount(1);

  await portal.keyboard.press('Control+k');
  const field = portal.getByRole('combobox', { name: 'Search your chats' });
  await expect(field).toBeFocused();
  await portal.keyboard.type('überweis');
  await expect(portal.getByRole('option')).toHaveCount(2);
  await expect(portal.getByRole('option').nth(1).locator('mark')).toHaveText('Überweis');
  await portal.keyboard.press('ArrowDown');
  await portal.keyboard.press('Enter');
  const sought = portal.locator('ck-message.sought');
  await expect(sought).toContainText('Wo liegt das Überweisungsformular?');
  await expect(sought).toBeInViewport();
  await expect(portal).toHaveURL(new RegExp(threadId));
  expect(await portal.locator('ck-message').count()).toBeLessThan(82);

  // in this thread alone: the title that holds the word is none of its messages
  await portal.getByLabel('Only in this chat').check();
  await expect(portal.getByRole('option')).toHaveCount(1);
  await expect(field).toHaveValue('überweis');
  await field.fill('platypus');
  await expect(portal.getByRole('option')).toContainText('platypus');
  await field.press('Enter');
  await expect(sought).toContainText('The platypus of another branch?');
  await expect(portal.getByRole('button', { name: 'Jump to the latest message' })).toBeHidden();
  await expect(sought).toBeInViewport();
  await field.press('Escape');
  await expect(field).toHaveValue('');
  await expect(portal.locator('ck-thread-list li')).toHaveCount(1);
});

test('nothing is found, and a narrow screen searches in its drawer', async ({ portal }) => {
  await portal.setViewportSize({ width: 390, height: 780 });
  await portal.keyboard.press('Control+k');
  await expect(portal.getByRole('dialog', { name: 'Chats' })).toBeVisible();
  await expect(portal.getByRole('combobox')).toBeFocused();
  await portal.keyboard.type('<img src=x> nothing');
  await expect(portal.getByText('Nothing was found.')).toBeVisible();
});
