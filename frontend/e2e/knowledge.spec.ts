import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Document } from '@chatkit/contract';
import { ask, latestAnswer, test } from './support/product.js';

test('pasted text and chosen files become knowledge that answers cite', async ({ portal, model }) => {
  await portal.getByRole('link', { name: 'Knowledge' }).click();
  await portal.getByRole('button', { name: 'Add documents' }).click();
  await portal.getByRole('button', { name: 'Add document', exact: true }).click();
  await expect(portal.getByText('Give the document a title.')).toBeVisible();
  await portal.getByLabel('Title', { exact: true }).fill('Zeppelin policy');
  await portal
    .getByLabel('Text or Markdown')
    .fill('# Zeppelins\n\nZeppelin flights need the approval of the harbour master.');
  await portal.getByRole('button', { name: 'Add document', exact: true }).click();
  const documents = portal.getByRole('list', { name: 'Documents' });
  const pasted = documents.getByRole('listitem').filter({ hasText: 'Zeppelin policy' });
  await expect(pasted).toContainText('Ready');

  await portal.getByRole('button', { name: 'Add documents' }).click();
  await portal.getByLabel('Everyone signed in').check();
  const file = {
    name: 'balloons.md',
    mimeType: 'text/markdown',
    buffer: Buffer.from('# Balloon rides\n\nBalloons start at dawn.'),
  };
  await portal.locator('input[type=file]').setInputFiles(file);
  const chosen = documents.getByRole('listitem').filter({ hasText: 'Balloon rides' });
  await expect(chosen).toContainText('Ready');
  await expect(chosen.getByRole('combobox')).toHaveValue('shared');

  await portal.getByRole('button', { name: 'Balloon rides', exact: true }).click();
  await expect(portal.getByRole('dialog')).toContainText('Balloons start at dawn.');
  await portal.keyboard.press('Escape');
  await expect(portal.getByRole('dialog')).toBeHidden();

  await pasted.getByRole('combobox').selectOption('shared');
  await portal.reload();
  await expect(pasted.getByRole('combobox')).toHaveValue('shared');

  model.script({ text: 'The harbour master approves Zeppelin flights [1].' });
  await portal.getByRole('link', { name: 'Chat', exact: true }).click();
  await ask(portal, 'Who approves Zeppelin flights?');
  await latestAnswer(portal).getByRole('button', { name: 'Source 1: Zeppelin policy' }).click();
  await expect(portal.locator('[data-cited]', { hasText: 'harbour master' })).toBeInViewport();

  await portal.getByRole('link', { name: 'Knowledge' }).click();
  for (const title of ['Zeppelin policy', 'Balloon rides']) {
    await portal.getByRole('button', { name: `Delete ${title}` }).click();
    await portal.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(portal.getByRole('button', { name: title, exact: true })).toHaveCount(0);
  }
});

test('documents can be narrowed down, and the search tried on them', async ({ portal }) => {
  await portal.getByRole('link', { name: 'Knowledge' }).click();
  const documents = portal.getByRole('list', { name: 'Documents' });
  await expect(documents.getByRole('listitem').nth(1)).toBeVisible();
  await portal.getByLabel('Search titles').fill('CONFIGUR');
  await expect(documents.getByRole('listitem')).toHaveCount(1);
  await expect(documents).toContainText('Configuration');
  await portal.getByLabel('Status', { exact: true }).selectOption('failed');
  await expect(documents).toContainText('No document is like this.');
  await portal.getByLabel('Status', { exact: true }).selectOption('');
  await expect(documents).toContainText('Configuration');

  await portal.getByText('Try the search').click();
  await portal.getByRole('searchbox', { name: 'Question' }).fill('How do I change the port?');
  await portal.keyboard.press('Enter');
  await expect(portal.getByText('A chat would answer.')).toBeVisible();
  const best = portal.getByRole('list', { name: 'Passages' }).getByRole('listitem').first();
  await expect(best).toContainText('by words no. 1');
  expect((await new AxeBuilder({ page: portal }).analyze()).violations).toEqual([]);
  await best.getByRole('button').click();
  await expect(portal.getByRole('dialog').locator('[data-cited]').first()).toBeInViewport();
});

test('web pages that may not be opened are refused with the reason', async ({ portal }) => {
  await portal.getByRole('link', { name: 'Knowledge' }).click();
  await portal.getByRole('button', { name: 'Add documents' }).click();
  const address = portal.getByLabel('Address');
  await address.fill('wiki');
  await portal.getByRole('button', { name: 'Add page' }).click();
  await expect(portal.getByText('Begin with https:// or http://.')).toBeVisible();
  await address.fill('http://169.254.169.254/latest/meta-data/');
  await portal.getByRole('button', { name: 'Add page' }).click();
  await expect(portal.getByRole('alert')).toContainText('Only public pages are');
  await expect(address).toHaveValue('http://169.254.169.254/latest/meta-data/');
});

test('files that cannot be read are named, and the others are added', async ({ portal }) => {
  await portal.getByRole('link', { name: 'Knowledge' }).click();
  await portal.getByRole('button', { name: 'Add documents' }).click();
  const page = '<!doctype html><title>Gondola rides</title><h1>Gondola rides</h1><p>Gondolas leave at noon.</p>';
  await portal.locator('input[type=file]').setInputFiles([
    { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 garbage') },
    { name: 'gondolas.html', mimeType: 'text/html', buffer: Buffer.from(page) },
  ]);
  const files = portal.getByRole('list', { name: 'Files', exact: true }).getByRole('listitem');
  await expect(files.filter({ hasText: 'broken.pdf' }).getByRole('alert')).toHaveText(
    'It is damaged. Open it yourself and save it anew.',
  );
  await expect(files.filter({ hasText: 'gondolas.html' })).toContainText('Added');
  expect((await new AxeBuilder({ page: portal }).analyze()).violations).toEqual([]);
  const added = portal
    .getByRole('list', { name: 'Documents' })
    .getByRole('listitem')
    .filter({ hasText: 'Gondola rides' });
  await expect(added).toContainText('Ready');
  await portal.getByRole('button', { name: 'Delete Gondola rides' }).click();
  await portal.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(added).toHaveCount(0);
});

test('files that are dropped on the page are added', async ({ portal }) => {
  await portal.getByRole('link', { name: 'Knowledge' }).click();
  await expect(portal.getByRole('list', { name: 'Documents' })).toBeVisible();
  const files = await portal.evaluateHandle(() => {
    const transfer = new DataTransfer();
    for (const name of ['Skiff', 'Punt'])
      transfer.items.add(new File([`# ${name} hire\n\nBy the hour.`], `${name}.md`, { type: 'text/markdown' }));
    return transfer;
  });
  await portal.locator('main').dispatchEvent('dragover', { dataTransfer: files });
  await portal.locator('main').dispatchEvent('drop', { dataTransfer: files });
  const later = await portal.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['# Canoe hire\n\nBy the day.'], 'Canoe.md', { type: 'text/markdown' }));
    return transfer;
  });
  await portal.locator('main').dispatchEvent('drop', { dataTransfer: later });
  for (const title of ['Skiff hire', 'Punt hire', 'Canoe hire']) {
    const row = portal.getByRole('list', { name: 'Documents' }).getByRole('listitem').filter({ hasText: title });
    await expect(row).toContainText('Ready');
    await row.getByRole('button', { name: `Delete ${title}` }).click();
    await row.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(row).toHaveCount(0);
  }
});

test('a document is renamed in place, and its earlier texts can be read, also from a citation', async ({
  portal,
  model,
}) => {
  const text = '# Ferry tickets\n\nFerry tickets cost four crowns.';
  const created = await portal.request.post('/api/rag/documents', { data: { title: 'Ferry tickets', text } });
  const { id } = (await created.json()) as Document;
  await portal.getByRole('link', { name: 'Knowledge' }).click();
  const documents = portal.getByRole('list', { name: 'Documents' });
  await expect(documents.getByRole('listitem').filter({ hasText: 'Ferry tickets' })).toContainText('Ready');
  await portal.getByRole('button', { name: 'Rename or move Ferry tickets' }).click();
  await portal.keyboard.press('Escape');
  await expect(portal.getByRole('button', { name: 'Rename or move Ferry tickets' })).toBeFocused();
  await portal.keyboard.press('Enter');
  await expect(portal.getByLabel('Title of the document')).toBeFocused();
  await portal.keyboard.type('Ferry prices');
  await portal.keyboard.press('Tab');
  await portal.keyboard.type('Boats');
  expect((await new AxeBuilder({ page: portal }).analyze()).violations).toEqual([]);
  await portal.keyboard.press('Enter');
  const row = documents.getByRole('listitem').filter({ hasText: 'Ferry prices' });
  await expect(row).toContainText('Ready');
  await expect(row).toContainText('Boats');
  await portal.getByRole('combobox', { name: 'Collection', exact: true }).selectOption('Boats');
  await expect(documents.getByRole('listitem')).toHaveCount(1);
  await portal.getByText('Try the search').click();
  await portal.getByRole('combobox', { name: 'Where to search' }).selectOption('Boats');
  await portal.getByRole('searchbox', { name: 'Question' }).fill('ferry');
  await portal.keyboard.press('Enter');
  await expect(portal.getByRole('list', { name: 'Passages' }).getByRole('listitem')).toHaveCount(1);

  model.script({ text: 'Four crowns [1].' });
  await portal.getByRole('link', { name: 'Chat', exact: true }).click();
  await ask(portal, 'What do ferry tickets cost?');
  await expect(latestAnswer(portal)).toHaveAttribute('data-state', 'complete');
  const replaced = { text: '# Ferry tickets\n\nFerry tickets cost nine crowns now.' };
  await portal.request.put(`/api/rag/documents/${id}/text`, { data: replaced });
  await portal.getByRole('link', { name: 'Knowledge' }).click();
  await expect(row).toContainText('52 characters');
  await portal.getByRole('button', { name: 'Ferry prices', exact: true }).click();
  const dialog = portal.getByRole('dialog');
  await expect(dialog).toContainText('nine crowns');
  await dialog.getByText('Version 2 of 2').click();
  await dialog.getByRole('button', { name: 'Version 1' }).click();
  await expect(dialog).toContainText('four crowns');
  await expect(dialog).toContainText('Answers come from version 2');
  expect((await new AxeBuilder({ page: portal }).analyze()).violations).toEqual([]);
  await portal.keyboard.press('Escape');

  await portal.goBack();
  await latestAnswer(portal).getByRole('button', { name: 'Source 1: Ferry prices' }).click();
  await expect(portal.locator('[data-cited]', { hasText: 'four crowns' })).toBeInViewport();
  await portal.request.delete(`/api/rag/documents/${id}`);
});
