import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { ask, test } from './support/product.js';
import { openExample } from './support/host-page.js';

test('two chats live on the page of a portal: they answer, tell it, and leave it as it is', async ({
  portal,
  model,
  foreignRequests,
}) => {
  model.script({ text: 'Set `DATABASE_URL` [1].' });
  const violations = await openExample(portal, 'html');
  const desk = portal.locator('#desk');
  const corner = portal.locator('#corner');
  const log = portal.locator('#log li');
  await expect(log).toHaveText(['desk: ready']);

  await portal.getByRole('button', { name: 'How do I connect a PostgreSQL server?' }).first().click();
  const answer = desk.locator('ck-message[data-role="assistant"]').last();
  await expect(answer).toHaveAttribute('data-state', 'complete');
  await expect(log).toHaveText(['desk: ready', 'desk: message-sent', 'desk: answer-ended complete']);
  await expect(answer).toHaveCSS('letter-spacing', 'normal');
  await expect(answer).toHaveCSS('font-size', '16px');
  await answer.getByRole('button', { name: /^Source 1: / }).click();
  await expect(desk.getByRole('region', { name: 'Source' })).toBeVisible();
  await portal.keyboard.press('Escape');
  await expect(answer.getByRole('button', { name: /^Source 1: / })).toBeFocused();

  await desk.locator('ck-thread-list .row').first().hover();
  await desk
    .getByRole('button', { name: /^More for/ })
    .first()
    .click();
  const menu = desk.getByRole('menu');
  await expect(menu.getByRole('menuitem', { name: 'Rename' })).toBeFocused();
  const [place, button] = [await menu.boundingBox(), await desk.locator('.row button').last().boundingBox()];
  expect(place?.width).toBeLessThan(400);
  expect(Math.abs((place?.x ?? 0) - (button?.x ?? 0))).toBeLessThan(300);
  await portal.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);

  await corner.locator('.launcher').click();
  const panel = corner.getByRole('dialog', { name: 'Ask the documents' });
  await expect(panel.getByLabel('Your question')).toBeFocused();
  await expect(panel.locator('ck-message')).toHaveCount(0);
  await expect(corner).toHaveAttribute('open', '');
  const scan = await new AxeBuilder({ page: portal }).include('#corner').include('#desk').analyze();
  expect(scan.violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
  await portal.keyboard.press('Escape');
  await expect(corner).not.toHaveAttribute('open');
  await expect(corner.locator('.launcher')).toBeFocused();

  const left = await portal.evaluate(() => ({
    styles: document.head.querySelectorAll('style').length + document.adoptedStyleSheets.length,
    body: Array.from(document.body.children, ({ tagName }) => tagName),
  }));
  expect(left).toEqual({ styles: 0, body: ['HEADER', 'MAIN', 'CHAT-KIT'] });
  expect(violations).toEqual([]);
  expect(foreignRequests).toEqual([]);
});

test('a page loads no more than a button until the floating chat is opened', async ({ portal }) => {
  await portal.goto('about:blank'); // what the portal still loads is no matter of the element's
  const loaded: string[] = [];
  portal.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await openExample(portal, 'html', 'floating.html');
  const chat = portal.locator('chat-kit');
  await expect(chat.getByRole('button', { name: 'Ask a question' })).toBeVisible();
  expect(loaded.filter((path) => path.startsWith('/api'))).toEqual([]);
  expect(loaded.filter((path) => path.startsWith('/embed')).length).toBeLessThanOrEqual(2);
  const before = await chat.locator('.launcher').boundingBox();

  await chat.evaluate((element) => element.setAttribute('open', ''));
  await expect(chat.getByRole('dialog')).toBeVisible();
  await chat.evaluate((element) => element.removeAttribute('open'));
  await expect(chat.getByRole('dialog')).toBeHidden();
  expect(await chat.locator('.launcher').boundingBox()).toEqual(before);
});

test('an embedded chat opens a thread, asks, begins anew, survives a move and goes', async ({ portal, model }) => {
  model.script({ text: 'First [1].' });
  await ask(portal, 'What is ChatKit?');
  await expect(portal).toHaveURL(/\/threads\//);
  const threadId = portal.url().split('/').at(-1) ?? '';
  await openExample(portal, 'html');
  const desk = portal.locator('#desk');
  await desk.evaluate((chat, id) => chat.setAttribute('thread-id', id), threadId);
  await expect(desk.locator('ck-message')).toHaveCount(2);
  await desk.evaluate((chat) => chat.parentElement?.prepend(chat));
  await expect(desk.locator('ck-message')).toHaveCount(2);
  await desk.evaluate((chat) => (chat as HTMLElement & { newThread(): Promise<void> }).newThread());
  await expect(desk.locator('ck-message')).toHaveCount(0);

  await portal.context().setOffline(true);
  await desk.getByLabel('Your question').fill('How do I back it up?');
  await portal.keyboard.press('Enter');
  await expect(desk.getByRole('list', { name: 'Not sent yet' }).getByRole('listitem')).toHaveCount(1);
  await portal.context().setOffline(false);
  await expect(portal.locator('#log li').filter({ hasText: 'desk: message-sent' })).toHaveCount(1);
  await expect(desk.locator('ck-message').last()).toContainText('First');
  await desk.evaluate((chat) => (chat as HTMLElement & { newThread(): Promise<void> }).newThread());
  await desk.evaluate((chat) => chat.setAttribute('collection', 'Nowhere'));
  await desk.evaluate((chat) => (chat as HTMLElement & { send(text: string): Promise<void> }).send('What is ChatKit?'));
  await expect(desk.locator('ck-message').last()).toContainText('nothing in the documents');
  await desk.evaluate((chat) => chat.setAttribute('theme', 'dark'));
  await expect(desk.locator('.frame')).toHaveCSS('color-scheme', 'dark');
  await desk.evaluate((chat) => {
    chat.remove();
    setTimeout(() => document.querySelector('main')?.append(chat));
  });
  await expect(desk.getByLabel('Your question')).toBeVisible();
});

test('where nobody is signed in, the embedded chat says so and the page may lead to its own sign-in', async ({
  browser,
  product,
}) => {
  const context = await browser.newContext({ baseURL: product.url });
  const page = await context.newPage();
  await openExample(page, 'html');
  const desk = page.locator('#desk');
  await expect(page.locator('#log')).toContainText('desk: sign-in-needed');
  await desk.evaluate((chat) => chat.addEventListener('sign-in-needed', (event) => event.preventDefault()));
  await desk.getByRole('button', { name: 'Sign in', exact: true }).click();
  expect(context.pages()).toHaveLength(1);
  await context.close();
});
