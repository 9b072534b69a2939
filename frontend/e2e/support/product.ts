import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type BrowserContext, type Page } from '@playwright/test';
import { ScriptedModelServer } from '../../../backend/test/support/scripted-model-server.js';
import { TestProcess } from '../../../backend/test/support/test-process.js';

interface WorkerFixtures {
  /** The language model behind the product. */
  readonly model: ScriptedModelServer;
  /** The built product with our own documentation as its knowledge. */
  readonly product: TestProcess;
}

interface TestFixtures {
  /** A page of somebody who is signed in and has no threads, on the start screen. */
  readonly portal: Page;
  /** Addresses outside of the product that a page asked for, and that its policy did not forbid. */
  readonly foreignRequests: string[];
}

/** Tests against the built product with a scripted language model. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  model: [
    async ({}, use) => {
      const model = await new ScriptedModelServer().start();
      await use(model);
      await model.close();
    },
    { scope: 'worker' },
  ],
  product: [
    async ({ model }, use) => {
      await runProduct({ OPENAI_BASE_URL: model.baseUrl, CHAT_MODEL: 'scripted' }, use);
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ product }, use) => {
    await use(product.url);
  },
  portal: async ({ page, model }, use) => {
    model.reset();
    await signInAgain(page);
    await deleteThreads(page);
    await page.goto('/');
    await page.getByLabel('Your question').waitFor();
    await use(page);
  },
  foreignRequests: async ({ context, product }, use) => {
    const foreign: string[] = [];
    context.on('request', (request) => {
      if (/^https?:/.test(request.url()) && !request.url().startsWith(product.url)) {
        foreign.push(request.url());
      }
    });
    context.on('requestfailed', (request) => {
      if (/csp/i.test(request.failure()?.errorText ?? '') && foreign.includes(request.url())) {
        foreign.splice(foreign.indexOf(request.url()), 1);
      }
    });
    await use(foreign);
  },
});

/** Starts the product in a directory of its own for as long as it is used. */
export async function runProduct(
  settings: Readonly<Record<string, string>>,
  use: (product: TestProcess) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'chatkit-e2e-'));
  const docs = join(import.meta.dirname, '../../../docs');
  const product = new TestProcess({
    DATA_DIR: directory,
    DOCS_DIR: docs,
    PORT: String(await findFreePort()),
    SIGN_UP: 'open',
    ...settings,
  });
  try {
    await use(await product.start());
  } finally {
    await product.end('SIGTERM');
    await rm(directory, { recursive: true, force: true });
  }
}

let people = 0;
let cookies: Parameters<BrowserContext['addCookies']>[0] = [];

/** As the person of the test before, where that session still holds: sign-ups are limited to a few a minute. */
async function signInAgain(page: Page): Promise<void> {
  await page.context().addCookies(cookies);
  const session = await page.request.get('/api/auth/get-session');
  if ((await session.json()) === null) {
    await signUp(page);
    cookies = await page.context().cookies();
  }
}

async function deleteThreads(page: Page): Promise<void> {
  const response = await page.request.get('/api/chat/threads?limit=100');
  const { data } = (await response.json()) as { data: { id: string }[] };
  for (const thread of data) {
    await page.request.delete(`/api/chat/threads/${thread.id}`);
  }
}

/** Makes an account without the form, and signs the page in. */
export async function signUp(page: Page): Promise<void> {
  people += 1;
  const person = { name: 'Ada Lovelace', email: `ada-${Date.now()}-${people}@example.com`, password: 'correct horse' };
  const response = await page.request.post('/api/auth/sign-up/email', { data: person });
  if (!response.ok()) {
    throw new Error(`sign-up answered ${response.status()}: ${await response.text()}`);
  }
}

/** Asks a question and returns the last answer of the page. */
export async function ask(page: Page, question: string, field = 'Your question') {
  await page.getByLabel(field).fill(question);
  await page.keyboard.press('Enter');
  return latestAnswer(page);
}

/** Chooses from the menu of a thread in the list. */
export async function chooseForThread(page: Page, title: string, action: string): Promise<void> {
  const row = page.locator('ck-thread-list .row').filter({ hasText: title }).first();
  await row.hover();
  await row.getByRole('button', { name: `More for ${title}` }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
}

export function latestAnswer(page: Page) {
  return page.locator('ck-message[data-role="assistant"]').last();
}

/** A restarted product must be found where its pages look for it. */
export function findFreePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
