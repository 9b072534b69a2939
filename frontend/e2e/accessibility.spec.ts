import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { ask, latestAnswer, signUp, test } from './support/product.js';

async function violationsOf(
  page: Page,
  rules?: { readonly except?: string[]; readonly only?: string[] },
): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const chosen = rules?.only ? axe.withRules(rules.only) : axe.disableRules(rules?.except ?? []);
  const { violations } = await chosen.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`));
}

const question = 'How do I connect a PostgreSQL server?';
const richAnswer =
  '## Title\n\nSet `DATABASE_URL` [1].\n\n- one\n- [x] done\n\n```sh\nnpm start\n```\n\n|a|b|\n|-|-|\n|1|2|\n\n$$y$$\n\n```mermaid\nflowchart LR\n  A --> B\n```\n\n[elsewhere](https://rail.example) $x^2$';

test.describe('axe finds nothing to complain about', () => {
  test('on the sign-in page', async ({ page, browser, product }) => {
    const other = await browser.newPage({ baseURL: product.url });
    await signUp(other);
    await other.close();
    await page.goto('/sign-in');
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Create an account' }).click();
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page.getByText('Enter your name.')).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
  });

  test('in the chat: empty, waiting, streaming, answered, narrow, explained, source open', async ({
    portal,
    model,
  }) => {
    await expect(portal.getByRole('list', { name: 'Questions to begin with' })).toBeVisible();
    expect(await violationsOf(portal)).toEqual([]);

    model.scriptNext({ text: `${richAnswer} ${'word '.repeat(200)}`, firstTokenDelayMs: 2_500, tokenDelayMs: 15 });
    const answer = await ask(portal, question);
    await expect(answer.locator('.step')).toBeVisible();
    expect(await violationsOf(portal)).toEqual([]);
    await expect(answer).toContainText('word');
    expect(await violationsOf(portal)).toEqual([]);
    await expect(answer).toHaveAttribute('data-state', 'complete', { timeout: 20_000 });
    await expect(answer.getByRole('button', { name: 'Show the code' })).toBeVisible();
    expect(await violationsOf(portal)).toEqual([]);
    await portal.setViewportSize({ width: 360, height: 720 });
    await portal.getByRole('button', { name: 'Show your chats' }).click();
    await expect(portal.getByRole('dialog', { name: 'Chats' })).toBeVisible();
    expect(await violationsOf(portal)).toEqual([]);
    await portal.keyboard.press('Escape');
    expect(await violationsOf(portal)).toEqual([]);
    await portal.setViewportSize({ width: 1280, height: 800 });
    await answer.getByRole('button', { name: 'Why this answer?' }).click();
    await expect(portal.getByRole('region', { name: 'Why this answer' })).toContainText('Given to the model');
    expect(await violationsOf(portal)).toEqual([]);
    await portal.keyboard.press('Escape');

    await answer.getByRole('button', { name: /^Source 1: / }).click();
    await expect(portal.locator('[data-cited]').first()).toBeVisible();
    expect(await violationsOf(portal)).toEqual([]);
  });

  test('in the chat: editing, versions, search, menu, deleting, archive, account', async ({ portal }) => {
    await expect(await ask(portal, question)).toHaveAttribute('data-state', 'complete');
    await portal.getByRole('button', { name: 'Ask this in other words' }).focus();
    await portal.keyboard.press('Enter');
    await portal.getByLabel('Your question in other words').fill('How do I connect a server?');
    expect(await violationsOf(portal)).toEqual([]);
    await portal.keyboard.press('Enter');
    await expect(portal.getByRole('group', { name: 'Versions of this question' })).toHaveText(/2 of 2/);
    await expect(latestAnswer(portal)).toHaveAttribute('data-state', /complete|no_answer/);
    expect(await violationsOf(portal)).toEqual([]);

    await portal.keyboard.press('Control+k');
    await expect(portal.getByRole('combobox')).toBeFocused();
    await portal.keyboard.type('connect');
    await expect(portal.getByRole('option').first()).toBeVisible();
    expect(await violationsOf(portal)).toEqual([]);
    await portal.keyboard.press('Escape');
    await portal.locator('ck-thread-list .row').first().hover();
    await portal.getByRole('button', { name: `More for ${question}` }).click();
    await expect(portal.getByRole('menu')).toBeVisible();
    // an open menu belongs to no landmark
    expect(await violationsOf(portal, { except: ['region'] })).toEqual([]);
    await portal.getByRole('menuitem', { name: 'Delete' }).click();
    await expect(portal.getByRole('button', { name: 'Undo' })).toBeVisible();
    expect(await violationsOf(portal)).toEqual([]);
    await portal.getByRole('button', { name: 'Undo' }).click();
    await expect(portal.locator('ck-thread-list li')).toHaveCount(1);
    await portal.getByRole('button', { name: 'Archived chats' }).click();
    await expect(portal.getByText('Nothing is archived.')).toBeVisible();
    expect(await violationsOf(portal)).toEqual([]);
    await portal.getByRole('button', { name: 'Account and settings' }).click();
    await expect(portal.getByRole('button', { name: 'Sign out' })).toBeVisible();
    expect(await violationsOf(portal)).toEqual([]);
  });

  test('on the knowledge page and in the floating chat', async ({ portal }) => {
    await portal.goto('/knowledge');
    await portal.getByRole('button', { name: 'Add documents' }).click();
    await expect(portal.getByRole('list', { name: 'Documents' })).toBeVisible();
    expect(await violationsOf(portal)).toEqual([]);
    await portal.getByText('Try the search').click();
    await portal.getByRole('searchbox', { name: 'Question' }).fill('PostgreSQL');
    await portal.keyboard.press('Enter');
    await portal.getByRole('list', { name: 'Passages' }).getByRole('button').first().click();
    await expect(portal.getByRole('dialog').locator('[data-cited]').first()).toBeVisible();
    expect(await violationsOf(portal)).toEqual([]);
    await portal.goto('/floating');
    expect(await violationsOf(portal)).toEqual([]);
    await portal.locator('.launcher').click();
    await expect(portal.getByRole('list', { name: 'Questions to begin with' })).toBeVisible();
    expect(await violationsOf(portal)).toEqual([]);
    await portal.getByRole('button', { name: 'Show your chats' }).click();
    await expect(portal.getByRole('dialog', { name: 'Chats' })).toBeVisible();
    expect(await violationsOf(portal)).toEqual([]);
  });
});

test('in dark colours every text stands out as well', async ({ portal, model }) => {
  await portal.emulateMedia({ colorScheme: 'dark' });
  const faint = () => violationsOf(portal, { only: ['color-contrast'] });
  expect(await faint()).toEqual([]);
  model.script({ text: richAnswer });
  const answer = await ask(portal, question);
  await expect(answer).toHaveAttribute('data-state', 'complete');
  expect(await faint()).toEqual([]);
  await answer.getByRole('button', { name: 'Why this answer?' }).click();
  await expect(portal.getByRole('region', { name: 'Why this answer' })).toContainText('Given to the model');
  expect(await faint()).toEqual([]);
  await answer.getByRole('button', { name: /^Source 1: / }).click();
  await expect(portal.locator('[data-cited]').first()).toBeVisible();
  await portal.getByRole('button', { name: 'account and settings' }).click();
  expect(await faint()).toEqual([]);
  await portal.keyboard.press('Escape');
  model.script({ status: 500 });
  await ask(portal, question);
  await expect(latestAnswer(portal).getByRole('alert')).toBeVisible();
  expect(await faint()).toEqual([]);
  await portal.goto('/knowledge');
  await portal.getByRole('button', { name: 'Add documents' }).click();
  await expect(portal.locator('.badge.ready').first()).toBeVisible();
  expect(await faint()).toEqual([]);
  await portal.goto('/floating');
  await portal.locator('.launcher').click();
  await expect(portal.getByRole('dialog').getByLabel('Your question')).toBeVisible();
  expect(await faint()).toEqual([]);
  await portal.context().clearCookies();
  await portal.goto('/sign-in');
  await expect(portal.getByRole('button', { name: 'Sign in' })).toBeVisible();
  expect(await faint()).toEqual([]);
});

test('the keyboard goes through the page in the order in which it is read', async ({ portal, model }) => {
  model.script({ text: 'Set `DATABASE_URL` [1].' });
  await expect(await ask(portal, question)).toHaveAttribute('data-state', 'complete');
  await portal.reload();
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  await portal.getByRole('link', { name: 'ChatKit RAG, home' }).focus();
  const names: string[] = [];
  while (names.at(-1) !== 'Your question' && names.length < 40) {
    await portal.keyboard.press('Tab');
    names.push(
      await portal.evaluate(() => {
        const { activeElement } = document;
        if (activeElement?.closest('ck-follow-ups')) return 'a question to go on with';
        return activeElement?.ariaLabel ?? activeElement?.textContent ?? '';
      }),
    );
  }
  expect(names.map((name) => name.trim().replace(/^Source 1: .*|^1 .*/, 'a source'))).toEqual([
    'Chat',
    'Knowledge',
    'Floating',
    'AL account and settings',
    'New chat',
    'Search your chats',
    question,
    `More for ${question}`,
    'Archived chats',
    'Conversation',
    'Ask this in other words',
    'a source',
    'a source',
    'Copy the answer',
    'Copy the answer as Markdown',
    'This answer is good',
    'This answer is bad',
    'Why this answer?',
    'Ask for another answer',
    'a question to go on with',
    'a question to go on with',
    'a question to go on with',
    'Your question',
  ]);
});

test('nothing moves where less motion is asked for', async ({ portal, model }) => {
  const moving = () => portal.evaluate(() => document.getAnimations().length);
  model.script({ text: 'Set it.', firstTokenDelayMs: 4_000 });
  await expect((await ask(portal, question)).locator('.pulse')).toBeVisible();
  expect(await moving()).toBe(0);
  await portal.emulateMedia({ reducedMotion: 'no-preference' });
  await expect.poll(moving).toBeGreaterThan(0);
});

test('what colours say is said by lines where the device chooses the colours', async ({ portal, model }) => {
  await portal.emulateMedia({ forcedColors: 'active' });
  model.script({ text: 'Set `DATABASE_URL` [1].' });
  const answer = await ask(portal, question);
  await expect(answer).toHaveAttribute('data-state', 'complete');
  const borderOf = (selector: string) =>
    portal
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).borderBottom);
  const highlight = await portal.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'Highlight';
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  });
  expect(await borderOf('.bubble')).toMatch(/^1px solid/);
  expect(await borderOf('.ck-chip')).toMatch(/^1px solid/);
  expect(await borderOf('nav a.active')).toBe(`2px solid ${highlight}`);
  await portal.locator('.avatar').click();
  const pressed = portal.locator('app-theme-switch [aria-pressed=true]');
  await expect(pressed).toHaveCSS('background-color', highlight);
});

for (const [chosenBy, colorScheme] of [
  ['the device', 'light'],
  ['the person', 'dark'],
] as const) {
  test(`every text stands out at 7:1 where ${chosenBy} asks for more contrast, in ${colorScheme} colours`, async ({
    portal,
    model,
  }) => {
    await portal.emulateMedia({ colorScheme, contrast: chosenBy === 'the device' ? 'more' : 'no-preference' });
    if (chosenBy === 'the person') {
      await portal.locator('.avatar').click();
      await portal.getByRole('button', { name: 'More contrast' }).click();
      await portal.keyboard.press('Escape');
    }
    model.script({ text: 'Set `DATABASE_URL` [1].\n\n```sh\nnpm start # first\n```' });
    await expect(await ask(portal, question)).toHaveAttribute('data-state', 'complete');
    const enhanced = () => violationsOf(portal, { only: ['color-contrast-enhanced'] });
    expect(await enhanced()).toEqual([]);
    await portal.goto('/knowledge');
    await expect(portal.locator('.badge.ready').first()).toBeVisible();
    expect(await enhanced()).toEqual([]);
  });
}
