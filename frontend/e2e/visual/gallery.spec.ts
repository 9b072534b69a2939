import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { openGallery } from '../support/gallery.js';

type Scheme = 'light' | 'dark';
const pages = ['messages', 'composers', 'threads', 'sources', 'notices'];

async function show(page: Page, width: number, colorScheme: Scheme): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 900 });
  await page.evaluate(() => document.fonts.ready);
}

async function compare(page: Page, name: string, width: number, scheme: Scheme): Promise<void> {
  await show(page, width, scheme);
  await expect.soft(page).toHaveScreenshot(`gallery-${name}-${width}-${scheme}.png`, { fullPage: true });
}

/** Parts stand here by themselves and many times: what concerns the page as a whole is looked at in the product. */
async function violationsOf(page: Page, only?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page });
  const whole = ['duplicate-id-aria', 'landmark-unique', 'region', 'heading-order'];
  const chosen = only === undefined ? axe.disableRules(whole) : axe.withRules([only]);
  const { violations } = await chosen.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary ?? ''}`));
}

test('every part looks as it did in each of its states, and axe finds nothing to complain about', async ({ page }) => {
  test.slow();
  await openGallery(page, 'messages');
  const [language, colours, contrast] = ['Language', 'Colours', 'Contrast'].map((label) => page.getByLabel(label));
  for (const name of pages) {
    await page.getByRole('link', { name, exact: false }).click();
    await compare(page, name, 360, 'dark');
    expect.soft(await violationsOf(page, 'color-contrast')).toEqual([]);
    await compare(page, name, 1280, 'light');
    expect.soft(await violationsOf(page)).toEqual([]);
  }
  await page.getByRole('link', { name: 'messages' }).click();
  await contrast?.selectOption('more');
  for (const scheme of ['dark', 'light']) {
    await colours?.selectOption(scheme);
    expect.soft(await violationsOf(page, 'color-contrast-enhanced')).toEqual([]);
  }
  await language?.selectOption('ar');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await compare(page, 'messages-arabic', 768, 'light');
});

test('each property of the theme is explained, has a default, and can be tried', async ({ page }) => {
  await openGallery(page, 'theme');
  await compare(page, 'theme', 1280, 'light');
  const rows = page.getByRole('table').locator('td:first-child');
  const names = await page.getByRole('table').locator('td code').allTextContents();
  const declared = await page.evaluate(() =>
    [...document.styleSheets]
      .flatMap(({ cssRules }) => [...cssRules])
      .flatMap((rule) => [...((rule as Partial<CSSStyleRule>).style ?? [])])
      .filter((name) => name.startsWith('--ck-')),
  );
  expect(new Set(names)).toEqual(new Set(declared));
  await expect(rows.locator('small')).toHaveText(names.map(() => /\S/));

  const chip = page.getByRole('region', { name: 'Preview' }).locator('.ck-chip').first();
  const before = await chip.evaluate((element) => getComputedStyle(element).color);
  await page.getByLabel('--ck-accent', { exact: true }).fill('rgb(10, 125, 85)');
  await expect(chip).toHaveCSS('color', 'rgb(10, 125, 85)');
  await expect(page.getByLabel('Your style sheet')).toContainText('--ck-accent: rgb(10, 125, 85);');
  await expect(page.getByLabel('--ck-accent, colour')).toHaveValue('#0a7d55');
  await page.getByLabel('--ck-accent', { exact: true }).fill('');
  await expect(chip).toHaveCSS('color', before);
});

test('more contrast is the same whether the page or the device asks for it', async ({ page }) => {
  await openGallery(page, 'messages');
  const colours = () =>
    page.evaluate(() => {
      const root = getComputedStyle(document.documentElement);
      return [...document.styleSheets]
        .flatMap(({ cssRules }) => [...cssRules])
        .flatMap((rule) => [...((rule as Partial<CSSStyleRule>).style ?? [])])
        .filter((name) => name.startsWith('--ck-'))
        .map((name) => `${name}: ${root.getPropertyValue(name)}`);
    });
  const ordinary = await colours();
  await page.getByLabel('Contrast').selectOption('more');
  const chosen = await colours();
  await page.getByLabel('Contrast').selectOption('');
  await page.emulateMedia({ contrast: 'more' });
  expect(chosen).toEqual(await colours());
  expect(chosen).not.toEqual(ordinary);
});
