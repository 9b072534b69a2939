import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { ESLint } from 'eslint';

const root = fileURLToPath(new URL('../..', import.meta.url));
const withoutTypes = { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } };
const rules = ['texts/no-text-in-templates', 'no-restricted-syntax'];
let eslint;

beforeAll(() => {
  eslint = new ESLint({
    cwd: root,
    overrideConfig: [withoutTypes],
    ruleFilter: ({ ruleId }) => rules.includes(ruleId),
  });
});

async function complaints(file, code) {
  const [{ messages }] = await eslint.lintText(code, { filePath: `${root}${file}` });
  return messages.map(({ ruleId, message }) => ruleId ?? message);
}

const component = (template) =>
  `import { Component } from '@angular/core';\n@Component({ template: \`${template}\` })\nexport class Part {}\n`;

describe('words outside of the catalogue of languages', () => {
  test.each([
    ['text', '<p>Saved</p>'],
    ['an attribute that is heard', '<button type="button" aria-label="Close"></button>'],
    ['a placeholder', '<input placeholder="Search" />'],
    ['a tooltip', '<span title="More"></span>'],
    ['text beside a value', '<p>{{ n }} documents</p>'],
    ['a choice of words', "<p>{{ busy ? 'Adding…' : texts().add }}</p>"],
    ['words put before a value', `<button type="button" [attr.aria-label]="'Revoke ' + name">x</button>`],
  ])('are refused: %s', async (_name, template) => {
    expect(await complaints('frontend/chatkit/parts/part.html', template)).toEqual([rules[0]]);
  });

  test('are refused in a template that stands in its component', async () => {
    expect(await complaints('frontend/src/app.ts', component('<p>Saved</p>'))).toEqual([rules[0]]);
  });

  test.each([
    ['texts of the catalogue', '<p [title]="texts().more">{{ texts().add }}</p>'],
    ['what is compared or looked up', `<p>{{ kind === 'a kind' ? texts().add : names['a name'] }}</p>`],
    ['signs and the name of the product', '<p>ChatKit RAG · {{ name }} (1/2)</p>'],
    ['attributes for machines', '<input class="field wide" autocomplete="one-time-code" />'],
  ])('are not found in %s', async (_name, template) => {
    expect(await complaints('frontend/chatkit/parts/part.html', template)).toEqual([]);
  });

  test('are refused in code, but for errors', async () => {
    const file = 'frontend/src/app.ts';
    expect(await complaints(file, `export const words = 'Give it a title.';`)).toEqual([rules[1]]);
    expect(await complaints(file, `throw new Error('Give it a title.');`)).toEqual([]);
    expect(await complaints('frontend/src/language/english.ts', `export const words = 'Give it a title.';`)).toEqual(
      [],
    );
  });
});
