import { expect, type Locator, type Page } from '@playwright/test';
import { type Credential, describedRoutes, executeAll, faultOf, LONE_SCOPE } from './support/console.js';
import { runProduct, signUp, test } from './support/product.js';

const QUESTION = 'How do I connect a PostgreSQL server?';

const violations: string[] = [];

test.beforeEach(({ page, model }) => {
  violations.splice(0);
  model.script({ text: 'Set the variable `DATABASE_URL` [1].' });
  watchPolicy(page);
});
test.afterEach(() => expect(violations).toEqual([]));

test('every route is tried with a cookie, a bearer token and an API key', async ({ browser, model }) => {
  test.setTimeout(120_000); // the console is slow where the machine is
  await runProduct({ OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' }, async ({ url: baseURL }) => {
    const page = await (await browser.newContext({ baseURL })).newPage();
    watchPolicy(page);
    await signUp(page); // the first one, who administers
    const routes = await describedRoutes(page);
    const all = new Set(routes.flatMap(({ security }) => security.flatMap(({ key }) => key ?? [])));
    const scopes = [...all].filter((scope) => scope !== LONE_SCOPE);
    const made = await page.request.post('/api/keys', { data: { name: 'Console', scopes } });
    const { key } = (await made.json()) as { key: string };
    const session = await page.request.get('/api/auth/get-session');
    const { token } = ((await session.json()) as { session: { token: string } }).session;
    const faults: string[] = [];
    const tryAll = async (credential: Credential, tried = routes) => {
      const statuses = await executeAll(page, tried);
      for (const [i, route] of tried.entries()) {
        const fault = faultOf(route, credential, statuses[i]!);
        if (fault) faults.push(`${route.operationId} with the ${credential}: ${fault}`);
      }
    };

    await open(page);
    await expect(page.getByText('Get started')).toBeInViewport();
    const turn = (await run(page, 'sendMessage', { content: QUESTION })) as { message: object };
    expect(turn.message).toMatchObject({ status: 'complete', citations: [{ n: 1 }] });
    await tryAll('cookie');
    await page.context().clearCookies();
    await authorize(page, 'bearer', token);
    await tryAll('bearer');
    await page.evaluate(() => localStorage.clear());
    await page.context().clearCookies();
    await open(page);
    await authorize(page, 'x-api-key', key);
    // Signing in or up would bring a cookie.
    await tryAll(
      'key',
      routes.filter(({ path }) => !path.startsWith('/api/auth/sign-')),
    );
    expect(faults).toEqual([]);
    expect(routes.length).toBeGreaterThan(60);
    await page.context().close();
  });
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

function watchPolicy(page: Page): void {
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
}

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
