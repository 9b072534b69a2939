import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { ask, latestAnswer, test } from './support/product.js';
import { openExample } from './support/host-page.js';

/** A text that each language has to itself, in the kit and in the portal. */
const marks = {
  de: ['Frage stellen', 'Wie das Gerät'],
  ar: ['اطرح سؤالًا', 'حسب الجهاز'],
  zh: ['输入问题', '跟随设备'],
};
const question = 'How do I connect a PostgreSQL server?';
const words = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`).join(' ');

/** The languages whose texts were in the scripts that a page has loaded since. */
function languagesLoadedBy(page: Page): () => Promise<string[]> {
  const scripts: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') {
      scripts.push(response.text());
    }
  });
  return async () => {
    const code = (await Promise.all(scripts)).join('\n');
    return Object.entries(marks).flatMap(([language, texts]) =>
      texts.filter((text) => code.includes(text)).map(() => language),
    );
  };
}

async function chooseLanguage(page: Page, name: string): Promise<void> {
  await page.locator('.avatar').click();
  await page.locator('app-language-select select').selectOption({ label: name });
  await page.keyboard.press('Escape');
}

test('the language changes while an answer streams and a question is typed', async ({ portal, model }) => {
  const loaded = languagesLoadedBy(portal);
  await portal.reload();
  await portal.getByLabel('Your question').waitFor();
  model.scriptNext({ text: `${words(150)} end`, tokenDelayMs: 30 });
  const answer = await ask(portal, question);
  await expect(answer).toContainText('word5');
  await portal.getByLabel('Your question').fill('half a thought');
  expect(await loaded()).toEqual([]);

  await chooseLanguage(portal, 'Deutsch');
  await expect(portal.getByLabel('Ihre Frage')).toHaveValue('half a thought');
  await expect(answer).toHaveAttribute('data-state', 'generating');
  expect(await loaded()).toEqual(['de', 'de']);
  await expect(portal.locator('html')).toHaveAttribute('lang', 'de');
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  await expect(answer.locator('ck-markdown')).toHaveText(`${words(150)} end`);
  await expect(portal.getByRole('heading', { name: 'Heute' })).toBeVisible();

  await portal.reload();
  await expect(portal.getByLabel('Ihre Frage')).toHaveValue('half a thought');
  model.script({ status: 500 });
  await expect((await ask(portal, question, 'Ihre Frage')).getByRole('alert')).toContainText(
    'Das Sprachmodell ist nicht erreichbar',
  );
  await chooseLanguage(portal, 'English');
  await expect(latestAnswer(portal).getByRole('alert')).toContainText('The language model cannot be reached');
});

test('a visitor is greeted in the first language of the browser that there is', async ({ browser, product }) => {
  const context = await browser.newContext({ baseURL: product.url, locale: 'de-AT' });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await context.close();
});

test('an embedded chat speaks the language of its attribute, before and after it is opened', async ({ portal }) => {
  await portal.goto('about:blank');
  const loaded = languagesLoadedBy(portal);
  await openExample(portal, 'html', 'floating.html');
  const chat = portal.locator('chat-kit');
  await expect(chat.getByRole('button', { name: 'Ask a question' })).toBeVisible();
  expect(await loaded()).toEqual([]);
  await chat.evaluate((element) => element.setAttribute('language', 'de-CH'));
  await chat.getByRole('button', { name: 'Frage stellen' }).click();
  await expect(chat.getByRole('dialog', { name: 'Frage stellen' }).getByLabel('Ihre Frage')).toBeFocused();
  await expect(chat.locator('.frame')).toHaveAttribute('lang', 'de');
  await portal.keyboard.type('half a thought');
  await chat.evaluate((element) => element.removeAttribute('language'));
  await expect(chat.getByLabel('Your question')).toHaveValue('half a thought');
  expect(await loaded()).toEqual(['de']);
});

test('Arabic is laid out from right to left, and its menus too', async ({ portal }) => {
  const answer = await ask(portal, question);
  await expect(answer).toHaveAttribute('data-state', 'complete');
  const loaded = languagesLoadedBy(portal);
  await chooseLanguage(portal, 'العربية');
  await expect(portal.locator('html')).toHaveAttribute('dir', 'rtl');
  expect(await loaded()).toEqual(['ar', 'ar']);
  const side = await portal.locator('aside.side').boundingBox();
  const main = await portal.locator('ck-chat-panel').boundingBox();
  expect(side!.x).toBeGreaterThanOrEqual(main!.x + main!.width - 1);
  await expect(answer.locator('ck-markdown-block p').first()).toHaveCSS('direction', 'ltr');
  for (const width of [360, 768, 1280]) {
    await portal.setViewportSize({ width, height: 800 });
    const overflow = await portal.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `at ${width} pixels`).toBe(0);
  }
  const row = portal.locator('ck-thread-list .row').first();
  await row.hover();
  await row.locator('.tools').click();
  await expect(portal.getByRole('menu')).toHaveCSS('direction', 'rtl');
  await portal.keyboard.press('Escape');
  expect((await new AxeBuilder({ page: portal }).analyze()).violations).toEqual([]);

  await chooseLanguage(portal, '中文');
  await expect(portal.locator('html')).toHaveAttribute('dir', 'ltr');
  await expect(portal.getByLabel('您的问题')).toBeVisible();
});
