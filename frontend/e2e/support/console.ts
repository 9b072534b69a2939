import type { Page } from '@playwright/test';

export type Credential = 'cookie' | 'bearer' | 'key';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
}

/** An operation of the description, as the console reads it. */
export interface DescribedRoute {
  readonly path: string;
  readonly method: string;
  readonly operationId: string;
  readonly security: readonly Readonly<Partial<Record<Credential, readonly string[]>>>[];
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, unknown>>;
}

/** What of Swagger UI its own parts use as well. */
interface Console {
  specSelectors: { operationWithMeta(path: string, method: string): unknown; specJson(): { toJS(): object } };
  specActions: {
    changeParam(at: [string, string], name: string, from: string, value: string): void;
    execute(route: { path: string; method: string; operation: unknown }): void;
  };
  oas3Actions: { setRequestBodyValue(body: { pathMethod: [string, string]; value: unknown }): void };
  Im: { fromJS(value: object): unknown };
}

const SOME_ID = '00000000-0000-4000-8000-000000000000';
const VALUES: Readonly<Record<string, string>> = { id: SOME_ID, n: '1', code: 'not_found', q: 'holiday' };
/** They make or end the session that asks: after all others, and in this order. */
const LAST = ['/api/auth/sign-in/email', '/api/auth/sign-up/email', '/api/auth/revoke-sessions', '/api/auth/sign-out'];
/** No key has it beside others. */
export const LONE_SCOPE = 'embed';
/** Whoever asks these without a session is told so with a 200. */
const ANSWERS_ANYBODY = new Set(['getSession', 'signOut']);

/** All of them, in an order in which each still has a session. */
export async function describedRoutes(page: Page): Promise<DescribedRoute[]> {
  const description = (await (await page.request.get('/api/openapi.json')).json()) as {
    paths: Record<string, Record<string, Omit<DescribedRoute, 'path' | 'method'>>>;
  };
  const routes = Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, path, method })),
  );
  return routes.sort((a, b) => LAST.indexOf(a.path) - LAST.indexOf(b.path));
}

/** Does for each route what the button Execute does, with the example as the body, and returns the statuses of the answers. */
export async function executeAll(page: Page, routes: readonly DescribedRoute[]): Promise<number[]> {
  return page.evaluate(
    executeInConsole,
    routes.map(({ path, method, parameters = [] }) => {
      const values = path.includes('/models/') ? { ...VALUES, id: 'chatkit-rag' } : VALUES;
      return { path, method, required: parameters.filter(({ required }) => required), values };
    }),
  );
}

/** What is wrong with the answer to who carries this credential alone, if anything is. */
export function faultOf(
  { path, operationId, security, responses }: DescribedRoute,
  credential: Credential,
  status: number,
): string | undefined {
  if (!(String(status) in responses)) return `${status} is not described`;
  const isPublic = security.length === 0;
  if (isPublic || path === '/metrics') return undefined; // which has a token of its own
  const takes = security.some((requirement) => requirement[credential]?.every((scope) => scope !== LONE_SCOPE));
  if (!takes)
    return [401, 403].includes(status) || ANSWERS_ANYBODY.has(operationId)
      ? undefined
      : `${status} though it does not take it`;
  const isOwn = !path.startsWith('/api/auth/');
  const refused = isOwn ? [400, 401, 403, 415] : [401, 403, 415];
  return refused.includes(status) ? `${status}, so the request was not what the route takes` : undefined;
}

interface Filled {
  path: string;
  method: string;
  required: readonly Parameter[];
  values: Readonly<Record<string, string>>;
}

/** In the page. */
async function executeInConsole(routes: readonly Filled[]): Promise<number[]> {
  const system = (globalThis as unknown as { ui: { getSystem(): Console } }).ui.getSystem();
  const { specSelectors, specActions, oas3Actions, Im } = system;
  const description = specSelectors.specJson().toJS() as {
    paths: Record<string, Record<string, { requestBody?: { content: Record<string, { example?: object }> } }>>;
  };
  const send = fetch;
  const statuses: number[] = [];
  for (const { path, method, required, values } of routes) {
    const at: [string, string] = [path, method];
    for (const { name, in: from } of required) specActions.changeParam(at, name, from, values[name] ?? '');
    const content = description.paths[path]?.[method]?.requestBody?.content;
    const example = content?.['application/json']?.example;
    if (example) oas3Actions.setRequestBodyValue({ pathMethod: at, value: JSON.stringify(example) });
    if (content?.['multipart/form-data']) {
      const file = new File(['A note.'], 'note.txt', { type: 'text/plain' });
      oas3Actions.setRequestBodyValue({ pathMethod: at, value: Im.fromJS({ file }) });
    }
    const answered = new Promise<Response>((resolve) => {
      globalThis.fetch = async (...request) => {
        const response = await send(...request);
        resolve(response);
        return response;
      };
    });
    specActions.execute({ path, method, operation: specSelectors.operationWithMeta(path, method) });
    const { status, redirected } = await answered;
    statuses.push(redirected ? 302 : status);
  }
  globalThis.fetch = send;
  return statuses;
}
