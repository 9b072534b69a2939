import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestApp } from './support/test-app.js';

interface Operation {
  summary?: string;
  tags?: string[];
  security?: object[];
  responses: Record<string, { content?: Record<string, unknown> }>;
  requestBody?: unknown;
}

const SCHEMA_REFERENCE = /"#\/components\/schemas\/(\w+)"/g;

describe('the API’s description', () => {
  let test: TestApp;
  let operations: [name: string, Operation][];
  beforeAll(async () => {
    test = await TestApp.start();
    operations = Object.entries(test.openapi.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, Operation>).map(([method, operation]): [string, Operation] => [
        `${method} ${path}`,
        operation,
      ]),
    );
  });
  afterAll(() => test.stop());

  it('gives every route a summary, a group, and at least one answer', () => {
    const bare = operations.filter(
      ([, { summary, tags, responses }]) => !summary || !tags?.length || !Object.keys(responses).length,
    );
    expect(bare).toEqual([]);
    expect(operations.length).toBeGreaterThan(30);
  });

  it('describes the errors of our own routes as problems', () => {
    for (const [name, { responses }] of operations.filter(([name]) => !name.includes('/api/auth/')))
      for (const [status, { content }] of Object.entries(responses).filter(([status]) => Number(status) >= 400))
        expect({ name, status, types: Object.keys(content ?? {}) }).toEqual({
          name,
          status,
          types: ['application/problem+json'],
        });
  });

  it('refers only to schemas that it holds', () => {
    const names = Object.keys(test.openapi.components?.schemas ?? {});
    const references = [...JSON.stringify(test.openapi).matchAll(SCHEMA_REFERENCE)].map(([, name]) => name);
    expect(references.filter((name) => !names.includes(name ?? ''))).toEqual([]);
  });

  it('holds a route for everything that the server answers, each closed to strangers unless it says otherwise', async () => {
    for (const [name, { security }] of operations.filter(([name]) => !name.includes('/api/auth/'))) {
      const [method = '', path = ''] = name.split(' ');
      const response = await fetch(test.url + path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000'), {
        method: method.toUpperCase(),
      });
      await response.text();
      expect({ name, refused: response.status === 401 }).toEqual({ name, refused: Boolean(security?.length) });
    }
  });

  it('is shown as a console', async () => {
    const page = await fetch(`${test.url}/api/docs`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('swagger-ui');
  });
});
