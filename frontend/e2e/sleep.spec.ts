import { expect } from '@playwright/test';
import { CuttingProxy } from './support/cutting-proxy.js';
import { ask, test } from './support/product.js';

const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');

test('an answer is whole after the computer slept and its connections died without a word', async ({
  portal,
  product,
  model,
}) => {
  const proxy = new CuttingProxy(product.url, 20261128);
  const page = await portal.context().newPage();
  // what is waited for passes twenty times faster
  await page.addInitScript(() => {
    const wait = window.setTimeout.bind(window);
    Object.assign(window, { setTimeout: (work: () => void, ms = 0) => wait(work, ms / 20) });
  });
  model.script({ text: words, tokenDelayMs: 25 });
  try {
    await page.goto(await proxy.start());
    const answer = await ask(page, 'How do I connect a PostgreSQL server?');
    await expect(answer).toContainText('word3');
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    proxy.silence();
    const threads = async () =>
      (await (await portal.request.get('/api/chat/threads')).json()) as { data: { id: string }[] };
    const threadId = (await threads()).data[0]?.id ?? '';
    const stored = async () => {
      const response = await portal.request.get(`/api/chat/threads/${threadId}/messages?limit=1`);
      return ((await response.json()) as { data: { status: string }[] }).data[0]?.status;
    };
    await expect.poll(stored).toBe('complete');
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await expect(answer).toHaveAttribute('data-state', 'complete');
    await expect(answer.locator('ck-markdown')).toHaveText(words);
    await page.getByLabel('Your question', { exact: true }).fill('And then?');
    await page.keyboard.press('Enter');
    await expect(page.locator('ck-message')).toHaveCount(4);
  } finally {
    proxy.close();
  }
});
