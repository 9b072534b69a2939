import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Page } from '@playwright/test';
import { hostilePayloads } from './support/hostile-payloads.js';
import { openLaboratory } from './support/laboratory.js';
import { ask, latestAnswer, test } from './support/product.js';

/** Waits for whoever follows a hostile text. */
let visits = 0;
const trap = createServer((_request, response) => response.end()).on('connection', () => (visits += 1));
let evil = '';
let payloads: readonly string[] = [];

test.beforeAll(async () => {
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  evil = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/evil`;
  payloads = Object.values(hostilePayloads(evil)).flat();
});
test.beforeEach(() => (visits = 0));
test.afterAll(() => trap.close());

const question = 'How do I connect a PostgreSQL server?';

/** Elements that no answer may bring, whatever it says; the parts of the kit have buttons and icons of their own. */
const forbidden = [
  ...['script', 'style', 'link', 'meta', 'base', 'img', 'image', 'picture', 'video', 'audio', 'source', 'object'],
  ...['embed', 'form', 'select', 'textarea', 'dialog', 'template', 'slot', 'svg', 'maction', 'annotation-xml'],
  ...['input:not([type="checkbox"]:disabled)', 'iframe:not([sandbox="allow-scripts"])', '[style]:not(.place)'],
  ...[
    '[src]:not(iframe)',
    '[srcset]',
    '[background]',
    '[action]',
    '[ping]',
    '[name]',
    '[id]',
    '[is]:not([is=""])',
    '[popover]',
  ],
  ...['a[href]:not([rel="noopener noreferrer"][target="_blank"])', 'a[href^="javascript" i]', 'a[href^="data" i]'],
].join(',');

function findForbidden(page: Page, where: string): Promise<readonly string[]> {
  return page.evaluate(
    ({ where, forbidden }) =>
      Array.from(document.querySelectorAll(where))
        .flatMap((root) => Array.from(root.querySelectorAll('*')))
        .filter(
          (element) => element.matches(forbidden) || element.getAttributeNames().some((name) => name.startsWith('on')),
        )
        .map((element) => element.outerHTML.slice(0, 200)),
    { where, forbidden },
  );
}

test('each hostile text runs nothing, asks nobody and leads nowhere, in pieces and at once', async ({
  page,
  foreignRequests,
}) => {
  expect(payloads.length).toBeGreaterThanOrEqual(100);
  await openLaboratory(page);
  const found: unknown[] = [];
  for (const [index, payload] of payloads.entries()) {
    await page.evaluate(
      async ({ payload, step }) => {
        await laboratory.begin('kit');
        for (let end = 1; end < payload.length; end += step) await laboratory.show(payload.slice(0, end), true);
        await laboratory.show(`${payload}\n\nThe end.`, false);
        await laboratory.begin('kit');
        await laboratory.show(`${payload}\n\nThe end.`, false);
        document.querySelectorAll<HTMLElement>('ck-markdown [tabindex]').forEach((element) => element.focus());
      },
      { payload, step: Math.ceil(payload.length / (4 + (index % 5))) },
    );
    const bad = await findForbidden(page, 'ck-markdown');
    if (bad.length > 0) found.push({ payload, bad });
  }
  await page.waitForTimeout(1_000); // what is drawn or loaded late
  expect(found).toEqual([]);
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(foreignRequests).toEqual([]);
  expect(visits).toBe(0);
  expect(new URL(page.url()).pathname).toBe('/laboratory/');
});

test('hostile texts stay text in answers, titles, sources and exports of the product', async ({
  portal,
  model,
  foreignRequests,
}) => {
  const dialogs: string[] = [];
  portal.on('dialog', (dialog) => dialogs.push(dialog.message()));
  const title = `<img src="${evil}/title.png" onerror="window.hacked=1">`;
  const size = Math.ceil(payloads.length / 3);
  for (const start of [0, size, 2 * size]) {
    model.scriptNext({ text: payloads.slice(start, start + size).join('\n\n'), tokenDelayMs: 0 });
    await portal.getByLabel('Your question').fill(`${title} ${question}`);
    await portal.getByRole('button', { name: 'Send', exact: true }).click(); // once the turn before has ended
    await expect(portal.locator('ck-message[data-role="assistant"]')).toHaveCount(start / size + 1);
    await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  }
  await expect(portal.locator('ck-thread-list li')).toContainText('<img');
  expect(await findForbidden(portal, 'ck-markdown')).toEqual([]);
  await portal.reload();
  await expect(portal.locator('ck-message[data-role="assistant"]')).toHaveCount(3);
  expect(await findForbidden(portal, 'ck-markdown, ck-thread-list li .title')).toEqual([]);

  const threadId = portal.url().split('/').at(-1);
  const exported = await portal.request.get(`/api/chat/threads/${threadId}/export?format=markdown`);
  expect(exported.headers()['content-disposition']).toMatch(/^attachment/);
  expect(exported.headers()['x-content-type-options']).toBe('nosniff');
  expect(await exported.text()).toContain(payloads[0]);

  await openHostileSource(portal, title);
  expect(await findForbidden(portal, 'ck-source-viewer .body, ck-source-list')).toEqual([]);
  expect(dialogs).toEqual([]);
  expect(await portal.evaluate(() => 'hacked' in window)).toBe(false);
  expect(foreignRequests).toEqual([]);
  expect(visits).toBe(0);
});

/** Adds a document full of hostile texts, asks about it, and opens it at the passage. */
async function openHostileSource(portal: Page, title: string): Promise<void> {
  const text = `# Bicycles ${title}\n\nBicycles are borrowed from the porter. ${title}\n\n# More\n\n${payloads.join('\n\n')}\n`;
  await portal.evaluate(
    async ({ title, text }) => {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ title, text });
      const added = await fetch('/api/rag/documents', { method: 'POST', headers, body });
      const { id } = (await added.json()) as { id: string };
      for (let status = ''; status !== 'ready';) {
        ({ status } = (await (await fetch(`/api/rag/documents/${id}`)).json()) as { status: string });
      }
    },
    { title, text },
  );
  await ask(portal, 'From whom are bicycles borrowed?');
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  const source = latestAnswer(portal).getByRole('list', { name: 'Sources' }).getByRole('button').first();
  await source.click();
  await expect(portal.getByRole('region', { name: 'Source' }).locator('[data-cited]').first()).toBeVisible();
}
