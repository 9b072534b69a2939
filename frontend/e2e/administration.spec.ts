import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { PersonalData } from '@chatkit/contract';
import { runProduct, signUp, test } from './support/product.js';

const password = 'correct horse';

/** In both colours. */
async function expectNoViolations(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  }
}

async function openFromMenu(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'account and settings' }).click();
  await page.getByRole('link', { name }).click();
}

test('an administrator sees accounts, settings and the log; people take their data and leave', async ({ browser }) => {
  test.setTimeout(90_000); // every part is looked over in both colours
  await runProduct({ METRICS_TOKEN: 'a-token-that-nobody-may-read' }, async ({ url: baseURL }) => {
    const admin = await (await browser.newContext({ baseURL })).newPage();
    const person = await (await browser.newContext({ baseURL })).newPage();
    await signUp(admin);
    const made = { name: 'Bob Babbage', email: 'bob@example.com', password };
    await person.request.post('/api/auth/sign-up/email', { data: made });
    await person.goto('/');
    await person.getByRole('button', { name: 'account and settings' }).click();
    await expect(person.getByRole('link', { name: 'Administration' })).toHaveCount(0);
    await person.goto('/admin');
    await expect(person).toHaveURL(`${baseURL}/`);

    await admin.goto('/');
    await openFromMenu(admin, 'Administration');
    await expect(admin.getByText('2 accounts')).toBeVisible();
    await expectNoViolations(admin);

    await admin.getByRole('button', { name: 'Accounts', exact: true }).click();
    const accounts = admin.getByRole('list', { name: 'Accounts' }).getByRole('listitem');
    await expect(accounts).toHaveCount(2);
    await admin.getByRole('searchbox').fill('babbage');
    await expect(accounts).toHaveCount(1);
    await admin.getByRole('button', { name: 'Suspend: Bob Babbage' }).click();
    await expect(accounts).toContainText('Suspended');
    await expectNoViolations(admin);
    await admin.getByRole('button', { name: 'Resume: Bob Babbage' }).click();
    await expect(accounts).not.toContainText('Suspended');
    await admin.getByRole('button', { name: 'Make administrator: Bob Babbage' }).click();
    await expect(accounts).toContainText('Administrator');
    await admin.getByRole('button', { name: 'Remove administrator: Bob Babbage' }).click();
    await expect(accounts).not.toContainText('Administrator');
    await admin.getByRole('button', { name: 'Set password: Bob Babbage' }).click();
    await expectNoViolations(admin);
    await admin.getByLabel('at least 8 characters').fill('another horse');
    await admin.getByRole('button', { name: 'Set password', exact: true }).click();
    await expect(admin.getByRole('status').getByText('The password of Bob Babbage is set.')).toBeVisible();

    await admin.getByRole('button', { name: 'Settings', exact: true }).click();
    const setting = admin.getByRole('listitem').filter({ hasText: 'METRICS_TOKEN' });
    await expect(setting).toContainText('Set, not shown');
    await expect(admin.getByText('nobody-may-read')).toHaveCount(0);
    await expectNoViolations(admin);
    await admin.getByRole('button', { name: 'Audit log' }).click();
    await expect(admin.getByText('Ada Lovelace set the password of Bob Babbage')).toBeVisible();
    await expectNoViolations(admin);

    await person.goto('/sign-in');
    await person.getByLabel('E-mail').fill(made.email);
    await person.getByLabel('Password').fill('another horse');
    await person.getByRole('button', { name: 'Sign in', exact: true }).click();
    await openFromMenu(person, 'Your data');
    const download = person.waitForEvent('download');
    await person.getByRole('link', { name: 'Download' }).click();
    const file = await readFile(await (await download).path(), 'utf8');
    expect((JSON.parse(file) as PersonalData).profile.email).toBe(made.email);
    await person.getByRole('button', { name: 'Delete account' }).click();
    await person.getByLabel('Your password').fill('a guess');
    await person.getByRole('dialog').getByRole('button', { name: 'Delete account' }).click();
    await expect(person.getByRole('alert')).toContainText('This is not your password.');
    await expectNoViolations(person);
    await person.getByLabel('Your password').fill('another horse');
    await person.getByRole('dialog').getByRole('button', { name: 'Delete account' }).click();
    await expect(person).toHaveURL(/sign-in/);

    await admin.getByRole('button', { name: 'Accounts', exact: true }).click();
    await expect(accounts).toHaveCount(1);
    const guest = { name: 'Guest', email: 'guest@example.com', password };
    await admin.request.post('/api/auth/admin/create-user', { data: guest, headers: { origin: baseURL } });
    await admin.getByRole('searchbox').fill('guest');
    await admin.getByRole('button', { name: 'Delete: Guest' }).click();
    await admin.getByRole('button', { name: 'Delete account' }).click();
    await expect(admin.getByText('No account is like this.')).toBeVisible();
    await admin.context().close();
    await person.context().close();
  });
});
