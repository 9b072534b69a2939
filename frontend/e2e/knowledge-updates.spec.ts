import { expect, type APIRequestContext, type Page } from '@playwright/test';
import type { Document } from '@chatkit/contract';
import { signUp, test } from './support/product.js';

async function add(request: APIRequestContext, title: string, visibility: Document['visibility']): Promise<string> {
  const data = { title, text: `# ${title}\n\nAll about it.`, visibility };
  const response = await request.post('/api/rag/documents', { data });
  return ((await response.json()) as Document).id;
}

function rowOf(page: Page, title: string) {
  return page.getByRole('list', { name: 'Documents' }).getByRole('listitem').filter({ hasText: title });
}

test('the list follows what happens elsewhere, and asks for no document again and again', async ({
  portal,
  browser,
  product,
}) => {
  const asked: string[] = [];
  portal.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await portal.getByRole('link', { name: 'Knowledge' }).click();
  await expect(portal.getByRole('list', { name: 'Documents' }).getByRole('listitem').first()).toBeVisible();

  const elsewhere = await browser.newContext({ baseURL: product.url });
  await signUp(await elsewhere.newPage());
  const diary = await add(elsewhere.request, 'Airship diary', 'private');
  const manual = await add(elsewhere.request, 'Airship manual', 'shared');
  const own = await add(portal.request, 'Airship tickets', 'private');
  await expect(rowOf(portal, 'Airship manual')).toContainText('Ready');
  await expect(rowOf(portal, 'Airship tickets')).toContainText('Ready');
  await expect(rowOf(portal, 'Airship diary')).toHaveCount(0);

  await elsewhere.request.patch(`/api/rag/documents/${manual}`, { data: { title: 'Airship handbook' } });
  await expect(rowOf(portal, 'Airship handbook')).toContainText('Ready');
  await elsewhere.request.patch(`/api/rag/documents/${manual}`, { data: { visibility: 'private' } });
  await expect(rowOf(portal, 'Airship handbook')).toHaveCount(0);
  await portal.request.delete(`/api/rag/documents/${own}`);
  await expect(rowOf(portal, 'Airship tickets')).toHaveCount(0);
  for (const id of [diary, manual, own]) {
    expect(asked.filter((path) => path.includes(id))).toEqual([]);
  }

  for (const id of [diary, manual]) {
    await elsewhere.request.delete(`/api/rag/documents/${id}`);
  }
  await elsewhere.close();
});
