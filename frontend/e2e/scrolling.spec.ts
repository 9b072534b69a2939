import { expect, type Page } from '@playwright/test';
import { ask, test } from './support/product.js';

const paragraphs = (count: number) =>
  Array.from({ length: count }, (_, index) => `Paragraph ${index} of the answer.`).join('\n\n');

function distanceFromBottom(page: Page): Promise<number> {
  return page
    .locator('.scroller')
    .evaluate((scroller) => scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop);
}

test('the list follows the answer until the reader scrolls up, and comes back on demand', async ({ portal, model }) => {
  model.script({ text: paragraphs(120), tokenDelayMs: 6 });
  const answer = await ask(portal, 'How do I connect a PostgreSQL server?');
  await expect(answer).toContainText('Paragraph 30 of');
  await expect.poll(() => distanceFromBottom(portal)).toBeLessThanOrEqual(2);

  await portal.locator('.scroller').hover();
  await portal.mouse.wheel(0, -400);
  const jump = portal.getByRole('button', { name: 'Jump to the latest message' });
  await expect(jump).toBeVisible();
  const before = await portal.locator('.scroller').evaluate((scroller) => scroller.scrollTop);
  await expect(answer).toContainText('Paragraph 60 of');
  expect(await portal.locator('.scroller').evaluate((scroller) => scroller.scrollTop)).toBe(before);

  await jump.click();
  await expect(jump).toBeHidden();
  await expect(answer).toHaveAttribute('data-state', 'complete', { timeout: 20_000 });
  await expect.poll(() => distanceFromBottom(portal)).toBeLessThanOrEqual(1);
  await portal.locator('.scroller').press('PageUp');
  await expect(jump).toBeVisible();
  await expect.poll(() => distanceFromBottom(portal)).toBeGreaterThan(100);
});

test('a long thread opens at its end, at a find, and goes on from there both ways', async ({ portal, model }) => {
  test.setTimeout(90_000);
  model.script({ text: paragraphs(3) });
  const { threadId } = await seedThread(portal, 50);
  const pages: string[] = [];
  portal.on('request', (request) => request.url().includes('/messages?') && pages.push(request.url()));
  await portal.goto(`/threads/${threadId}`);
  const messages = portal.locator('ck-message');
  await expect(messages).toHaveCount(30);
  await expect.poll(() => distanceFromBottom(portal)).toBeLessThanOrEqual(2);
  expect(await countNodes(portal)).toBeLessThanOrEqual(2_500);

  expect(await driftWhileLoading(portal, 'older')).toBeLessThanOrEqual(1);
  await expect(messages).toHaveCount(60);
  // what is out of sight is not laid out, keeps its height, and is found by the browser's own search
  const settled = portal.locator('ck-message.settled');
  await expect(settled).toHaveCount(58);
  const heights = () => settled.evaluateAll((all) => all.map((message) => message.clientHeight));
  const before = await heights();
  const jump = portal.getByRole('button', { name: 'Jump to the latest message' });
  await jump.click();
  await expect.poll(() => distanceFromBottom(portal)).toBeLessThanOrEqual(1);
  expect(await heights()).toEqual(before);
  const found = await portal.evaluate(() =>
    (window as unknown as { find(text: string): boolean }).find('Question 25:'),
  );
  expect(found).toBe(true);

  pages.length = 0;
  await goToFind(portal, 'Question 10');
  await expect(portal.locator('ck-message.sought')).toContainText('Question 10:');
  await expect(messages).toHaveCount(30);
  expect(pages).toHaveLength(1);
  expect(await countNodes(portal)).toBeLessThanOrEqual(2_500);
  await expect(jump).toBeVisible();
  expect(await driftWhileLoading(portal, 'newer')).toBeLessThanOrEqual(1);
  await expect(messages).toHaveCount(60);
  expect(await distanceFromBottom(portal)).toBeGreaterThan(300);

  await jump.click();
  await expect(messages).toHaveCount(30);
  await expect(messages.first()).toContainText('Question 35:');
  await expect.poll(() => distanceFromBottom(portal)).toBeLessThanOrEqual(1);

  await goToFind(portal, 'Question 11');
  await expect(portal.locator('ck-message.sought')).toContainText('Question 11:');
  await expect(await ask(portal, 'And how do I stop it?')).toHaveAttribute('data-state', /complete|no_answer/);
  await expect(messages.nth(-4)).toContainText('Question 49:');
  await expect.poll(() => distanceFromBottom(portal)).toBeLessThanOrEqual(2);
});

function countNodes(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelectorAll('*').length);
}

async function goToFind(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
  await page
    .getByRole('option')
    .filter({ hasText: `${words}: how` })
    .last()
    .click();
}

/** How far a message that is read moves, in pixels, while a page comes in before or behind it. */
function driftWhileLoading(page: Page, side: 'older' | 'newer'): Promise<number> {
  return page.locator('.scroller').evaluate(async (scroller, side) => {
    const frame = () => new Promise(requestAnimationFrame);
    const count = () => scroller.querySelectorAll('ck-message').length;
    const message = [...scroller.querySelectorAll('ck-message')].at(side === 'older' ? 0 : -1);
    const before = count();
    scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -100 }));
    scroller.scrollTop = side === 'older' ? 250 : scroller.scrollHeight - scroller.clientHeight - 250;
    await frame();
    const top = message?.getBoundingClientRect().top ?? 0;
    for (let waited = 0; count() === before && waited < 300; waited += 1) {
      await frame();
    }
    await frame();
    await frame();
    return Math.abs((message?.getBoundingClientRect().top ?? 0) - top);
  }, side);
}

/** Asks as another program would: each turn in one request that waits for the answer. */
async function seedThread(page: Page, turns: number): Promise<{ threadId: string }> {
  let threadId: string | undefined;
  for (let turn = 0; turn < turns; turn += 1) {
    const content = `Question ${turn}: how do I connect a PostgreSQL server?`;
    const response = await page.request.post('/api/chat/message', { data: { content, threadId } });
    const body = (await response.json()) as { thread: { id: string } };
    threadId = body.thread.id;
  }
  return { threadId: threadId ?? '' };
}
