import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { ask, test } from './support/product.js';

test('an answer says why it is as it is', async ({ portal }) => {
  const answer = await ask(portal, 'How do I connect a PostgreSQL server?');
  await expect(answer).toHaveAttribute('data-state', 'complete');
  await answer.getByRole('button', { name: 'Why this answer?' }).click();
  const why = portal.getByRole('region', { name: 'Why this answer' });
  await expect(why.getByText('How do I connect a PostgreSQL server?', { exact: true })).toBeVisible();
  await expect(why.getByRole('heading', { name: /Found in \d+ documents/ })).toBeVisible();
  await expect(why.getByText('by words no. 1')).toBeVisible();
  await expect(why.getByText('Everything found had room.')).toBeVisible();
  await expect(why.getByText('The whole answer')).toBeVisible();
  expect((await new AxeBuilder({ page: portal }).analyze()).violations).toEqual([]);
  await portal.keyboard.press('Escape');
  await expect(why).toBeHidden();
  await expect(answer.getByRole('button', { name: 'Why this answer?' })).toBeFocused();
});
