import { expect } from '@playwright/test';
import { ask, latestAnswer, test } from './support/product.js';

const question = 'How do I connect a PostgreSQL server?';
const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');

test('stop keeps what was written', async ({ portal, model }) => {
  model.scriptNext({ text: words(400), tokenDelayMs: 20 });
  const answer = await ask(portal, question);
  await expect(answer).toContainText('word5');
  await portal.getByRole('button', { name: 'Stop the answer' }).click();
  await expect(answer).toHaveAttribute('data-state', 'stopped');
  await expect(answer).toContainText('word5');
  const kept = await answer.locator('ck-markdown').textContent();
  await portal.reload();
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'stopped');
  expect(await latestAnswer(portal).locator('ck-markdown').textContent()).toBe(kept);
});

test('a failing model is worded, and asking again works', async ({ portal, model }) => {
  model.script({ status: 500, errorMessage: 'secret upstream words' });
  const answer = await ask(portal, question);
  await expect(answer.getByRole('alert')).toContainText('language model');
  await expect(portal.getByText('secret upstream words')).toHaveCount(0);
  model.script({ text: 'Set `DATABASE_URL` [1].' });
  await answer.getByRole('button', { name: 'Try again' }).click();
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  await expect(portal.locator('ck-message')).toHaveCount(2);
  await portal.reload();
  await expect(portal.locator('ck-message')).toHaveCount(2);
  await expect(latestAnswer(portal)).toContainText('DATABASE_URL');
});

test('a reload in the middle of an answer comes back to it', async ({ portal, model }) => {
  model.scriptNext({ text: `${words(60)} end`, tokenDelayMs: 50 });
  const answer = await ask(portal, question);
  await expect(answer).toContainText('word10');
  await portal.reload();
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'generating');
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  await expect(latestAnswer(portal).locator('ck-markdown')).toHaveText(`${words(60)} end`);
  expect(model.requests).toHaveLength(1);
});

test('answers of two threads never mix when one is left while it streams', async ({ portal, model }) => {
  model.scriptNext({ text: `alpha ${words(80)} omega`, tokenDelayMs: 40 }, { text: 'The second answer.' });
  await ask(portal, question);
  await expect(latestAnswer(portal)).toContainText('word3');
  await portal.getByRole('button', { name: 'New chat' }).click();
  await ask(portal, 'How do I add a document?');
  await expect(latestAnswer(portal)).toHaveText(/The second answer\./);
  await expect(portal.locator('ck-message')).toHaveCount(2);
  await portal.getByRole('button', { name: question, exact: true }).click();
  await expect(latestAnswer(portal)).toContainText('omega');
  await expect(latestAnswer(portal)).not.toContainText('second');
});

test('two tabs have answers of their own, and each finds the other in the list', async ({ portal, context, model }) => {
  model.script((request) => {
    const asked = JSON.stringify(request.body.messages?.at(-1));
    return { text: asked.includes('PostgreSQL') ? 'About PostgreSQL.' : 'About documents.', tokenDelayMs: 60 };
  });
  const second = await context.newPage();
  await second.goto('/');
  await Promise.all([ask(portal, question), ask(second, 'How do I add a document?')]);
  await expect(latestAnswer(portal)).toContainText('About PostgreSQL.');
  await expect(latestAnswer(second)).toContainText('About documents.');
  await portal.bringToFront();
  await portal.reload();
  await expect(portal.locator('ck-thread-list li')).toHaveCount(2);
});

test('a question that the documents cannot answer is told apart', async ({ portal, model }) => {
  await ask(portal, 'What is the capital of Mongolia?');
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'no_answer');
  await expect(portal.getByRole('status')).toHaveText('Nothing in the documents answers this.');
  expect(model.requests).toHaveLength(0);
});

test('questions to go on with are offered behind an answer, and asked with one press', async ({ portal, model }) => {
  model.script({ text: 'Set `DATABASE_URL` [1].' });
  await ask(portal, question);
  const offered = portal.getByRole('list', { name: 'Questions to go on with' }).getByRole('button');
  await expect(offered.first()).toBeInViewport();
  const next = (await offered.first().textContent())?.trim() ?? '';
  expect(next).toMatch(/\?$/);
  expect(next).not.toBe(question);
  await offered.first().click();
  await expect(portal.locator('ck-message[data-role="user"] .bubble').last()).toHaveText(next);
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  await expect(portal.getByLabel('Your question')).toBeFocused();
  expect(model.requests).toHaveLength(2);
});

test('an answer is copied as text and as Markdown', async ({ portal, model }) => {
  await portal.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const clipboard = () => portal.evaluate(() => navigator.clipboard.readText());
  model.script({ text: '- Set `DATABASE_URL` [1].\n- **Restart**' });
  const answer = await ask(portal, question);
  await answer.getByRole('button', { name: 'Copy the answer', exact: true }).click();
  await expect.poll(clipboard).toBe('- Set DATABASE_URL [1].\n- Restart');
  await answer.getByRole('button', { name: 'Copy the answer as Markdown' }).click();
  await expect.poll(clipboard).toBe('- Set `DATABASE_URL` [1].\n- **Restart**');
});

test('a draft survives a reload', async ({ portal }) => {
  await portal.getByLabel('Your question').fill('Half a question');
  await portal.reload();
  await expect(portal.getByLabel('Your question')).toHaveValue('Half a question');
});
