import { expect, type Page } from '@playwright/test';
import { ask, test } from './support/product.js';

const text = `# Bicycles

Bicycles are borrowed from the porter at the northern gate, who keeps the keys in a drawer.

# Repairs

A flat tyre of a bicycle is repaired by the porter within two days.
`;

/** Adds a document of one's own and answers with its id once it can be asked about. */
function addDocument(page: Page): Promise<string> {
  return page.evaluate(async (text) => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ title: 'Bicycles', text });
    const added = await fetch('/api/rag/documents', { method: 'POST', headers, body });
    const { id } = (await added.json()) as { id: string };
    for (;;) {
      const document = (await (await fetch(`/api/rag/documents/${id}`)).json()) as { status: string };
      if (document.status === 'ready') return id;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, text);
}

test('a source is checked, walked through, and says when it is gone', async ({ portal, model }) => {
  const id = await addDocument(portal);
  model.scriptNext({ text: 'Borrow one from the porter [1]. The porter also repairs it [2].' });
  const answer = await ask(portal, 'Where do I borrow a bicycle, and who repairs a flat tyre of a bicycle?');
  await expect(answer).toHaveAttribute('data-state', 'complete');
  const sources = answer.getByRole('list', { name: 'Sources' }).getByRole('button');
  await sources.first().click();
  const viewer = portal.getByRole('region', { name: 'Source' });
  await expect(viewer.getByText('Checked: the document says this word for word.')).toBeVisible();
  await expect(viewer.getByText('1 of 2')).toBeVisible();
  await expect(viewer.getByRole('button', { name: 'Previous source' })).toBeDisabled();
  await viewer.getByRole('button', { name: 'Next source' }).click();
  await expect(viewer.getByText('2 of 2')).toBeVisible();
  await expect(viewer.locator('[data-cited]').first()).toBeInViewport();
  await portal.keyboard.press('Escape');

  await portal.evaluate((id) => fetch(`/api/rag/documents/${id}`, { method: 'DELETE' }), id);
  await sources.first().click();
  await expect(viewer.getByText('The document is gone, or no longer shared with you.')).toBeVisible();
  await expect(
    viewer.getByText('borrowed from the porter at the northern gate').or(viewer.getByText('flat tyre')),
  ).toBeVisible();
});
