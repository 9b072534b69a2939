import { expect } from '@playwright/test';
import { ask, latestAnswer, test } from './support/product.js';
import { CuttingProxy } from './support/cutting-proxy.js';

const disconnects = 200;
const question = 'How do I connect a PostgreSQL server?';

test('200 disconnects leave every answer as it is stored', async ({ portal, product, model }) => {
  test.setTimeout(120_000);
  const proxy = new CuttingProxy(product.url, 20261127);
  const page = await portal.context().newPage();
  // waits between reconnections pass twenty times faster
  await page.addInitScript(() => {
    const wait = window.setTimeout.bind(window);
    Object.assign(window, { setTimeout: (work: () => void, ms = 0) => wait(work, ms / 20) });
  });
  model.script(() => ({
    tokens: Array.from({ length: 500 }, (_, index) => `word${index}${index % 9 === 0 ? '\n\n' : ' '}`),
    tokenDelayMs: 4,
  }));
  try {
    await page.goto(await proxy.start());
    await page.getByLabel('Your question', { exact: true }).waitFor();
    let offline = 0;
    for (let turn = 1; proxy.cuts + offline < disconnects; turn += 1) {
      proxy.cutting = true;
      const answer = await ask(page, question);
      await expect(page.locator('ck-message')).toHaveCount(2 * turn);
      while (proxy.cuts + offline < disconnects && (await answer.getAttribute('data-state')) === 'generating') {
        await portal.waitForTimeout(30);
        await portal.context().setOffline(true);
        offline += 1;
        await portal.context().setOffline(false);
      }
      proxy.cutting = proxy.cuts + offline < disconnects;
      await expect(answer).toHaveAttribute('data-state', 'complete', { timeout: 30_000 });
      const read = () => readStored(page.url(), product.url, (path) => portal.request.get(path));
      // a question whose send was cut waits again, and what was there before is the last answer meanwhile
      await expect.poll(async () => (await read())[0]?.status).toBe('complete');
      const stored = await read();
      expect(stored).toHaveLength(2 * turn);
      await expect(latestAnswer(page).locator('ck-markdown')).toHaveText(stored[0]?.content.trim() ?? '');
    }
    expect(proxy.cuts + offline).toBeGreaterThanOrEqual(disconnects);
    expect(proxy.cuts).toBeGreaterThan(disconnects / 2);
  } finally {
    await portal.context().setOffline(false);
    proxy.close();
  }
});

/** What the product has stored of the thread at this address, newest first. */
async function readStored(
  address: string,
  product: string,
  get: (path: string) => Promise<{ json(): Promise<unknown> }>,
): Promise<readonly { readonly content: string; readonly status: string }[]> {
  const threadId = new URL(address).pathname.split('/').at(-1) ?? '';
  const page = await get(`${product}/api/chat/threads/${threadId}/messages?limit=100`);
  return ((await page.json()) as { data: { content: string; status: string }[] }).data;
}
