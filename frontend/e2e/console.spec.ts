import { expect, type Locator, type Page } from '@playwright/test';
import { signUp, test } from './support/product.js';

const QUESTION = 'How do I connect a PostgreSQL server?';

const violations: string[] = [];

test.beforeEach(({ page, model }) => {
  violations.splice(0);
  model.script({ text: 'Set the variable `DATABASE_URL` [1].' });
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
});
test.afterEach(() => expect(violations).toEqual([]));

test('routes are tried with a cookie, a bearer token and an API key', async ({ page }) => {
  test.setTimeout(90_000); // the console is slow where the machine is
  await signUp(page);
  const keys = await page.request.post('/api/keys', { data: { name: 'Console', scopes: ['search'] } });
  const { key } = (await keys.json()) as { key: string };
  const session = await page.request.get('/api/auth/get-session');
  const { token } = ((await session.json()) as { session: { token: string } }).session;
  await open(page);
  await expect(page.getByText('Get started')).toBeInViewport();

  const turn = (await run(page, 'sendMessage', { content: QUESTION })) as { message: object };
  expect(turn.message).toMatchObject({ status: 'complete', citations: [{ n: 1 }] });

  await page.context().clearCookies();
  await authorize(page, 'bearer', token);
  expect(await run(page, 'listThreads')).toMatchObject({ data: [{ title: QUESTION }] });

  await authorize(page, 'x-api-key', key);
  expect(await run(page, 'listThreads')).toMatchObject({ code: 'insufficient_scope' });
});

test('streams are shown as they are documented, also one that does not end', async ({ portal: page }) => {
  await page.clock.install();
  await open(page);
  const chat = await unfold(page, 'sendMessage');
  await chat.locator('.responses-table select.content-type').first().selectOption('text/event-stream');
  await expect(chat.locator('.responses-table .example').first()).toContainText('event: delta');
  await send(chat, { content: QUESTION });
  await expect(answerOf(chat)).toContainText('event: end');
  await expect(answerOf(chat)).toContainText('event: delta');

  const events = await unfold(page, 'listenToEvents');
  await expect(events.locator('.responses-table')).toContainText('event: turn_ended');
  const answered = page.waitForResponse('**/api/events');
  await events.getByRole('button', { name: 'Execute' }).click();
  await answered;
  await page.clock.runFor(11_000);
  await expect(answerOf(events)).toContainText('event: ready');
});

async function open(page: Page): Promise<void> {
  await page.goto('/api/docs');
  await page.locator('.opblock').first().waitFor();
}

async function unfold(page: Page, operationId: string): Promise<Locator> {
  const operation = page.locator(`.opblock[id$="-${operationId}"]`);
  if (!(await operation.locator('.opblock-body').isVisible())) await operation.locator('.opblock-summary').click();
  await operation.getByRole('button', { name: 'Execute' }).waitFor();
  return operation;
}

async function send(operation: Locator, body?: object): Promise<void> {
  if (body) await operation.locator('.body-param__text').fill(JSON.stringify(body));
  await operation.getByRole('button', { name: 'Execute' }).click();
}

const answerOf = (operation: Locator) =>
  operation.locator('.live-responses-table tbody .response-col_description').first();

/** What the console shows as the answer, once the server has given it. */
async function run(page: Page, operationId: string, body?: object): Promise<unknown> {
  const operation = await unfold(page, operationId);
  await send(operation, body);
  const text = await answerOf(operation).locator('code').first().innerText();
  await operation.getByRole('button', { name: 'Clear' }).click();
  await operation.locator('.opblock-summary').click(); // unfolded, it slows the page down
  return JSON.parse(text) as unknown;
}

/** Fills in one scheme of the dialogue behind the button Authorize. */
async function authorize(page: Page, scheme: string, secret: string): Promise<void> {
  await page.locator('.auth-wrapper > .authorize').click();
  const form = page.locator('.auth-container', { hasText: scheme });
  await form.locator('input').fill(secret);
  await form.locator('button.authorize').click();
  await page.locator('.btn-done').first().click();
}
