import { expect } from '@playwright/test';
import fc from 'fast-check';
import { openExample } from './support/host-page.js';
import { openLaboratory } from './support/laboratory.js';
import { test } from './support/product.js';

const fragment = fc.constantFrom(
  'Trains come first [1]. ',
  'Twice [1][2] and [1, 2], not [7]. ',
  '\n\n',
  '\n',
  '# Heading [2]\n',
  '- item $x^2$\n',
  '  - [ ] nested\n',
  '1. [x] first [1]\n',
  '> quoted\n',
  '```ts\nconst a = "[1]";\n',
  '```\n',
  '    indented code\n',
  '| a | b [1] |\n|---|--:|\n| 1 | $y$ |\n',
  '| 3 | 4 |\n',
  '[rail]: https://rail.example\n',
  'see [the line][rail] and [rail] ',
  '**bold** `code` ',
  '$$\n\\frac{a}{b}\n$$\n',
  '$$x\n',
  '\\[ E = mc^2 \\]\n',
  'costs $5 or ',
  '\\(z\\) ',
  '---\n',
  '<div>html</div>\n',
  'مرحبا ',
);
const answer = fc.array(fragment, { minLength: 5, maxLength: 30 }).map((parts) => parts.join(''));
const cuts = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 4, maxLength: 16 });
const citation = {
  documentId: 'd',
  chunkId: null,
  title: 'Travel',
  headingPath: [],
  quote: 'Trains',
  start: 0,
  end: 6,
};
const citations = [1, 2].map((n) => ({ ...citation, n })) as never;

test('an answer ends in the same page however it arrived, and none of its chips is ever replaced', async ({ page }) => {
  await openLaboratory(page);
  await page.evaluate(() => laboratory.begin('kit'));
  await page.evaluate(() => laboratory.show('```ts\nlet a;\n```\n\n$x$\n\nThe end.', false));
  await expect(page.locator('math, .hljs-keyword')).toHaveCount(2);

  const cases = fc.sample(fc.tuple(answer, cuts), { numRuns: 200, seed: 20 });
  const different = await page.evaluate(
    async ({ cases, citations }) => {
      const page = () => document.querySelector('ck-markdown')?.cloneNode(true) as HTMLElement;
      const chips = () => [...document.querySelectorAll('.ck-chip')];
      const failures: unknown[] = [];
      for (const [text, sizes] of cases) {
        await laboratory.begin('kit', citations);
        let end = 0;
        let closed: Element[] = [];
        for (const size of sizes) {
          end += size;
          await laboratory.show(text.slice(0, end), true);
          if (closed.some((chip, index) => chips()[index] !== chip)) failures.push({ text, end });
          closed = [...document.querySelectorAll('ck-markdown-block:nth-last-of-type(n + 3) .ck-chip')];
        }
        await laboratory.show(text, false);
        const streamed = page();
        await laboratory.begin('kit', citations);
        await laboratory.show(text, false);
        const atOnce = page();
        if (!streamed.isEqualNode(atOnce)) {
          failures.push({ text, sizes, streamed: streamed.innerHTML, atOnce: atOnce.innerHTML });
        }
      }
      return failures;
    },
    { cases, citations },
  );
  expect(different).toEqual([]);
});

test('code keeps its height when its colours arrive, and a wide line scrolls inside of it', async ({ page }) => {
  await openLaboratory(page);
  const code = `const a = 1;\n// ${'long '.repeat(80)}\nexport function b(): string { return "c"; }\n`;
  await page.evaluate(() => laboratory.begin('kit'));
  await page.route('**/laboratory/chunk-*.js', async (route) => {
    await page.waitForTimeout(300);
    await route.fallback();
  });
  await page.evaluate((code) => laboratory.show(`\`\`\`ts\n${code}\`\`\`\n`, false), code);
  const pre = page.locator('pre');
  const plain = await pre.boundingBox();
  expect(await page.locator('.hljs-keyword').count()).toBe(0);
  await expect(page.locator('.hljs-keyword').first()).toBeVisible();
  expect(await pre.boundingBox()).toEqual(plain);
  expect(await pre.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await pre.locator('code').textContent()).toBe(code);
});

const diagram = '```mermaid\nflowchart LR\n  A[Browser] --> B[Server]\n```\n';

test('a diagram is drawn once it is complete, in a frame that reaches nothing, and its code can be seen', async ({
  page,
}) => {
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(new URL(request.url()).pathname));
  await openLaboratory(page);
  await page.evaluate(() => laboratory.begin('kit'));
  await page.evaluate((text) => laboratory.show(text, true), diagram);
  expect(loaded.filter((path) => path.startsWith('/embed'))).toEqual([]);
  await page.evaluate((text) => laboratory.show(`${text}\nThe end.`, false), diagram);
  const drawing = page.frameLocator('iframe[title="Diagram"]');
  await expect(drawing.getByText('Server')).toBeVisible();
  await expect(page.locator('.ck-code')).toBeHidden();
  await page.getByRole('button', { name: 'Show the code' }).click();
  await expect(page.locator('.ck-code')).toContainText('A[Browser] --> B[Server]');
  await page.getByRole('button', { name: 'Show the diagram' }).click();
  await expect(drawing.getByText('Server')).toBeVisible();

  const reached = await page.frames()[1]?.evaluate(async () => ({
    origin,
    page: await fetch('/api/portal').then(
      () => true,
      () => false,
    ),
  }));
  expect(reached).toEqual({ origin: 'null', page: false });
});

test('the code of a wrong diagram stays in sight', async ({ page }) => {
  await openLaboratory(page);
  await page.evaluate(() => laboratory.begin('kit'));
  await page.evaluate(() =>
    laboratory.show('```mermaid\nflowchart LR\n  A --> \n```\n\n```mermaid\npie\n"a": 1\n```', false),
  );
  await expect(page.getByRole('button', { name: 'Show the code' })).toHaveCount(1);
  await expect(page.locator('.ck-code')).toHaveCount(2);
  await expect(page.locator('.ck-code').first()).toBeVisible();
  await expect(page.locator('.ck-code').last()).toBeHidden();
});

test('in a page of others a diagram is drawn if the page allows frames of its own, and is code otherwise', async ({
  portal,
  model,
}) => {
  model.script({ text: `${diagram}\nThe end.` });
  for (const allowed of ["frame-src 'self'", '']) {
    await openExample(portal, 'html', '', allowed);
    const desk = portal.locator('#desk');
    await portal.getByRole('button', { name: 'How do I connect a PostgreSQL server?' }).first().click();
    await expect(desk.locator('ck-message[data-role="assistant"]').last()).toHaveAttribute('data-state', 'complete');
    if (allowed === '') {
      await expect(desk.locator('.ck-code')).toBeVisible();
      await expect(desk.getByRole('button', { name: 'Show the code' })).toHaveCount(0);
    } else {
      await expect(desk.frameLocator('iframe[title="Diagram"]').getByText('Server')).toBeVisible();
    }
  }
});
