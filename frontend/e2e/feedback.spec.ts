import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { ask, latestAnswer, test } from './support/product.js';

test('somebody says what is wrong with an answer, finds it again, and takes it back', async ({ portal }) => {
  const answer = await ask(portal, 'How do I connect a PostgreSQL server?');
  await expect(answer).toHaveAttribute('data-state', 'complete');
  const good = answer.getByRole('button', { name: 'This answer is good' });
  const bad = answer.getByRole('button', { name: 'This answer is bad' });
  await good.click();
  await expect(good).toHaveAttribute('aria-pressed', 'true');

  await bad.click();
  await expect(good).toHaveAttribute('aria-pressed', 'false');
  await expect(answer.getByRole('radio', { name: 'Wrong' })).toBeFocused();
  expect((await new AxeBuilder({ page: portal }).analyze()).violations).toEqual([]);
  await answer.getByRole('radio', { name: 'Outdated' }).check();
  await answer.getByRole('textbox', { name: 'More about it' }).fill('Since version 18.');
  await answer.getByRole('button', { name: 'Send' }).click();
  await expect(bad).toBeFocused();

  await portal.reload();
  const again = latestAnswer(portal).getByRole('button', { name: 'This answer is bad' });
  await expect(again).toHaveAttribute('aria-pressed', 'true');
  const threadId = portal.url().split('/').at(-1) ?? '';
  const stored = await portal.request.get(`/api/chat/threads/${threadId}/messages`);
  const { data } = (await stored.json()) as { data: { feedback: object | null }[] };
  expect(data[0]?.feedback).toEqual({ rating: 'down', reason: 'outdated', comment: 'Since version 18.' });

  await again.click();
  await expect(again).toHaveAttribute('aria-pressed', 'false');
  await portal.reload();
  await expect(latestAnswer(portal).getByRole('button', { name: 'This answer is bad' })).toHaveAttribute(
    'aria-pressed',
    'false',
  );
});

test('feedback that the server refuses is not shown as given', async ({ portal }) => {
  const answer = await ask(portal, 'How do I connect a PostgreSQL server?');
  await expect(answer).toHaveAttribute('data-state', 'complete');
  await portal.route('**/feedback', (route) => route.abort());
  await answer.getByRole('button', { name: 'This answer is good' }).click();
  await expect(portal.getByText('The server cannot be reached')).toBeVisible();
  await expect(answer.getByRole('button', { name: 'This answer is good' })).toHaveAttribute('aria-pressed', 'false');
});
