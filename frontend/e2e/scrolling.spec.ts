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

test('older messages come in front without moving what is read', async ({ portal, model }) => {
  test.setTimeout(90_000);
  model.script({ text: paragraphs(3) });
  const { threadId } = await seedThread(portal, 30);
  await portal.goto(`/threads/${threadId}`);
  await expect(portal.locator('ck-message')).toHaveCount(50);
  await expect.poll(() => distanceFromBottom(portal)).toBeLessThanOrEqual(2);

  expect(await portal.evaluate(() => document.querySelectorAll('*').length)).toBeLessThanOrEqual(2_500);

  const first = portal.locator('ck-message').first();
  await portal.locator('.scroller').hover();
  const drift = await portal.locator('.scroller').evaluate(async (scroller) => {
    const frame = () => new Promise(requestAnimationFrame);
    const message = scroller.querySelector('ck-message');
    scroller.dispatchEvent(new WheelEvent('wheel', { deltaY: -100 }));
    scroller.scrollTop = 250;
    await frame();
    const top = message?.getBoundingClientRect().top ?? 0;
    for (let waited = 0; scroller.querySelector('ck-message') === message && waited < 300; waited += 1) {
      await frame();
    }
    await frame();
    await frame();
    return Math.abs((message?.getBoundingClientRect().top ?? 0) - top);
  });
  await expect(portal.locator('ck-message')).toHaveCount(60);
  expect(drift).toBeLessThanOrEqual(1);
  await expect(first).toContainText('Question 0');

  // what is out of sight is not laid out, keeps its height, and is found by the browser's own search
  const settled = portal.locator('ck-message.settled');
  await expect(settled).toHaveCount(58);
  const heights = () => settled.evaluateAll((messages) => messages.map((message) => message.clientHeight));
  const before = await heights();
  await portal.getByRole('button', { name: 'Jump to the latest message' }).click();
  await expect.poll(() => distanceFromBottom(portal)).toBeLessThanOrEqual(1);
  expect(await heights()).toEqual(before);
  const found = await portal.evaluate(() => (window as unknown as { find(text: string): boolean }).find('Question 3:'));
  expect(found).toBe(true);
});

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
