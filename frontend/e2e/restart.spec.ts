import { expect } from '@playwright/test';
import { ask, latestAnswer, test } from './support/product.js';

test('an answer that a crash interrupts ends or can be asked for again', async ({ portal, model, product }) => {
  model.script({ text: Array.from({ length: 200 }, (_, index) => `word${index}`).join(' '), tokenDelayMs: 40 });
  const answer = await ask(portal, 'How do I connect a PostgreSQL server?');
  await expect(answer).toContainText('word10');
  await product.end('SIGKILL');
  await expect(answer).toContainText('Reconnecting');
  model.script({ text: 'A whole answer.' });
  await product.start();
  await expect(answer).toHaveAttribute('data-state', /complete|failed/, { timeout: 30_000 });
  if ((await answer.getAttribute('data-state')) === 'failed') {
    await answer.getByRole('button', { name: 'Try again' }).click();
    await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  }
  await expect(latestAnswer(portal)).toContainText('A whole answer.');
  await expect(portal.locator('ck-message')).toHaveCount(2);
});
