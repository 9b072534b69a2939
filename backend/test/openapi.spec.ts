import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { chatEventSchema, PROBLEM_KINDS, userEventSchema } from '@chatkit/contract';
import { AUTH, type Auth } from '../src/auth/auth.js';
import { TestApp } from './support/test-app.js';

interface Content {
  schema: { $ref?: string };
  example?: unknown;
  examples?: Record<string, { $ref: string }>;
}

interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  responses: Record<string, { content?: Record<string, Content>; headers?: object }>;
  requestBody?: { content: Record<string, Content> };
}

const OUR_OWN = ([name]: [string, Operation]) => !/\/api\/auth\/|\/v1\/|\/mcp$/.test(name);

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

  it('gives every route a name, a summary, a group, and at least one answer', () => {
    const bare = operations.filter(
      ([, { operationId, summary, tags, responses }]) =>
        !/^[a-z]+([A-Z][a-z]+)*$/.test(operationId) || !summary || !tags?.length || !Object.keys(responses).length,
    );
    expect(bare).toEqual([]);
    expect(operations.length).toBeGreaterThan(30);
  });

  it('describes the errors of our own routes as problems, with an example for each code', () => {
    for (const [name, { responses }] of operations.filter(OUR_OWN)) {
      const codes = new Set<string>();
      for (const [status, { content }] of Object.entries(responses).filter(([status]) => Number(status) >= 400)) {
        const examples = content?.['application/problem+json']?.examples ?? {};
        for (const code of Object.keys(examples)) codes.add(code);
        const statuses = Object.keys(examples).map((code) => PROBLEM_KINDS[code as keyof typeof PROBLEM_KINDS].status);
        expect({ name, types: Object.keys(content ?? {}), statuses: new Set(statuses) }).toEqual({
          name,
          types: ['application/problem+json'],
          statuses: new Set([Number(status)]),
        });
      }
      expect({ name, codes: [...codes] }).toMatchObject({ name, codes: expect.arrayContaining(['internal']) });
    }
  });

  it.each([
    ['/v1/', 'OpenAiError', 3],
    ['/mcp', 'McpError', 1],
  ])('describes the errors at %s as an %s', (path, schema, routes) => {
    const there = operations.filter(([name]) => name.includes(` ${path}`));
    expect(there).toHaveLength(routes);
    for (const [name, { responses }] of there)
      for (const [status, { content }] of Object.entries(responses).filter(([status]) => Number(status) >= 400))
        expect({ name, status, schema: content?.['application/json']?.schema }).toEqual({
          name,
          status,
          schema: { $ref: `#/components/schemas/${schema}` },
        });
  });

  it('shows an example of every body, true to its schema', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema({ ...test.openapi, $id: 'api' });
    const faults: string[] = [];
    const check = (where: string, { schema, example, examples }: Content): void => {
      const given = examples ? Object.values(examples).map(({ $ref }) => valueAt(test.openapi, $ref)) : [example];
      const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object;
      for (const value of given) {
        if (value === undefined) faults.push(`${where}: has no example; add one to the \`.meta\` of its schema`);
        else if (!ajv.validate(absolute, value)) faults.push(`${where}: ${ajv.errorsText()}`);
      }
    };
    for (const [name, { requestBody, responses }] of operations) {
      for (const [type, content] of Object.entries(requestBody?.content ?? {}))
        if (type !== 'multipart/form-data') check(`${name} ${type}`, content);
      for (const [status, { content = {} }] of Object.entries(responses))
        for (const [type, body] of Object.entries(content)) check(`${name} ${status} ${type}`, body);
    }
    expect(faults).toEqual([]);
  });

  it.each([
    ['post /api/chat/message', chatEventSchema],
    ['get /api/events', userEventSchema],
  ])('shows the frames of %s as they are', (route, schema) => {
    const [, operation] = operations.find(([name]) => name === route)!;
    const example = operation.responses['200']?.content?.['text/event-stream']?.example as string;
    const data = [...example.matchAll(/^data: (.*)$/gm)].map(([, json]) => JSON.parse(json!) as unknown);
    expect(data.length).toBeGreaterThan(3);
    expect(data.map((frame) => schema.safeParse(frame).error)).toEqual(data.map(() => undefined));
  });

  it('names the request in every answer', () => {
    for (const [name, { responses }] of operations)
      for (const [status, { headers }] of Object.entries(responses))
        expect({ name, status, headers }).toMatchObject({ headers: { 'X-Request-Id': {} } });
  });

  it('holds a route for everything that the server answers, each closed to strangers unless it says otherwise', async () => {
    for (const [name, { security }] of operations.filter(OUR_OWN)) {
      const [method = '', path = ''] = name.split(' ');
      const response = await fetch(test.url + path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000'), {
        method: method.toUpperCase(),
      });
      await response.text();
      expect({ name, refused: response.status === 401 }).toEqual({
        name,
        refused: security!.some((one) => 'cookie' in one || 'key' in one),
      });
    }
  });

  it('holds every route of better-auth that is open, and all others are closed', async () => {
    const endpoints = Object.values(test.app.get<Auth>(AUTH).api as object) as {
      path?: string;
      options?: { method?: string | string[] };
    }[];
    const routes = endpoints.flatMap(({ path, options }) =>
      path
        ? [options?.method ?? 'GET']
            .flat()
            .map((method) => ({ method, path: `/api/auth${path}`.replace(':id', 'oidc') }))
        : [],
    );
    const described = new Set(operations.map(([name]) => name));
    const closed = routes.filter(({ method, path }) => !described.has(`${method.toLowerCase()} ${path}`));
    expect([...described].filter((name) => name.includes('/api/auth/')).length + closed.length).toBe(routes.length);
    expect(closed.length).toBeGreaterThan(20);
    for (const { method, path } of closed) {
      const response = await fetch(test.url + path.replaceAll(/:\w+/g, 'google'), {
        method,
        headers: { 'content-type': 'application/json' },
        ...(method === 'POST' && { body: '{}' }),
      });
      expect({ method, path, status: response.status, problem: await response.json() }).toMatchObject({
        status: 404,
        problem: { code: 'not_found' },
      });
    }
  });

  it('is shown as a console', async () => {
    const page = await fetch(`${test.url}/api/docs`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('swagger-ui');
  });
});

describe('a request', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await TestApp.start();
  });
  afterAll(() => test.stop());

  it('is named as the caller says, in the answer and in the problem', async () => {
    const id = 'intranet:7/42';
    const answer = await fetch(`${test.url}/api/chat/threads`, { headers: { 'x-request-id': id } });
    expect(answer.headers.get('x-request-id')).toBe(id);
    expect(await answer.json()).toMatchObject({ requestId: id, instance: '/api/chat/threads' });
  });

  it.each(['', 'two words', 'a"b', 'x'.repeat(129), 'naïve'])(
    'is named anew where the caller’s name is %p',
    async (id) => {
      const answer = await fetch(`${test.url}/api/auth/get-session`, { headers: { 'x-request-id': id } });
      expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it.each(Object.keys(PROBLEM_KINDS))('that fails as %s has a page about it', async (code) => {
    const page = await fetch(`${test.url}/api/problems/${code}`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain(`<h1><code>${code}</code></h1>`);
  });

  it('for the page of another code finds none', async () => {
    const page = await fetch(`${test.url}/api/problems/constructor`);
    expect({ status: page.status, problem: await page.json() }).toMatchObject({
      status: 404,
      problem: { code: 'not_found', type: '/api/problems/not_found' },
    });
  });
});

function valueAt(document: object, pointer: string): unknown {
  const found = pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document);
  return (found as { value?: unknown } | undefined)?.value;
}
