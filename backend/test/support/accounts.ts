import { request } from 'node:http';
import type { TestApp } from './test-app.js';

export const account = { name: 'Ada', email: 'ada@example.com', password: 'correct horse' };

/** Asks better-auth; `path` is below `/api/auth`. */
export function post(
  test: TestApp,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${test.url}/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

export async function portal(test: TestApp): Promise<unknown> {
  return (await fetch(`${test.url}/api/portal`)).json();
}

/** `fetch` does not let a test choose the Host header. */
export function rawPost(
  url: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { 'content-type': 'application/json', ...headers } };
    const sent = request(new URL(path, url), options, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}
