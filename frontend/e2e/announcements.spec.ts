import { expect, type Page } from '@playwright/test';
import { ask, latestAnswer, test } from './support/product.js';

declare global {
  interface Window {
    announced: string[];
  }
}

/** Records what a screen reader is told without being asked: what changes in a live region. */
function listen(): void {
  const said = new WeakMap<Element, string>();
  window.announced = [];
  new MutationObserver(() => {
    for (const region of document.querySelectorAll('[role=status], [role=alert]')) {
      const words = (region.querySelector('strong') ?? region).textContent.trim();
      if (words !== '' && said.get(region) !== words) {
        window.announced.push(words);
      }
      said.set(region, words);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}

async function announcedSince(page: Page): Promise<string[]> {
  return page.evaluate(() => window.announced.splice(0));
}

const question = 'How do I connect a PostgreSQL server?';
const searching = 'Looking for an answer.';
const writing = 'The answer is being written.';
const complete = 'The answer is complete, with 1 source.';

test('a screen reader is told each step of an answer once, and nothing of a thread that is opened', async ({
  portal,
  model,
}) => {
  await portal.addInitScript(listen);
  await portal.reload();
  await portal.getByLabel('Your question').waitFor();
  await announcedSince(portal);

  const answer = { text: `Set it [1]. ${'word '.repeat(40)}`, firstTokenDelayMs: 150, tokenDelayMs: 10 };
  model.script(answer);
  await ask(portal, question);
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  await expect.poll(() => portal.locator('p[role=status]').first().textContent()).toBe(complete);
  expect(await announcedSince(portal)).toEqual([searching, writing, complete]);

  model.script({ ...answer, tokenDelayMs: 200 });
  await ask(portal, question);
  await expect(latestAnswer(portal)).toContainText('word');
  await portal.getByRole('button', { name: 'Stop the answer' }).click();
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'stopped');
  expect(await announcedSince(portal)).toEqual([searching, writing, 'Stopped.']);

  model.script({ status: 500 });
  await ask(portal, question);
  await expect(latestAnswer(portal).getByRole('alert')).toBeVisible();
  expect(await announcedSince(portal)).toEqual([searching, 'The language model cannot be reached']);

  model.script(answer);
  await latestAnswer(portal).getByRole('button', { name: 'Try again' }).click();
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  expect(await announcedSince(portal)).toEqual([searching, writing, complete]);

  await portal.reload();
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  expect(await announcedSince(portal)).toEqual(['Loading the chat.']);
});
