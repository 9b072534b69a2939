import fc from 'fast-check';
import { arbitraryOf, hostile, nearly, type Schema, textOf } from './arbitrary-value.js';
import { api, type Route } from './described-api.js';

/** A request to send, without the credential itself. */
export interface Planned {
  path: string;
  headers: Record<string, string>;
  body: string | FormData | undefined;
  as: 'owner' | 'key' | 'stranger' | 'nobody' | 'liar';
}

/** What is there: ids that requests may name, and addresses that may be fetched. */
export interface Surroundings {
  ids: readonly string[];
  /** The one account that requests may suspend or give another password. */
  accountId: string;
}

/** Addresses that lead nowhere, so that no test depends on a network. */
const URLS = [
  'http://127.0.0.1/',
  'http://[::ffff:7f00:1]/',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://169.254.169.254/latest',
  'file:///etc/passwd',
  'gopher://localhost/',
  'http://user:pass@localhost/',
  'http://localhost:99999/',
  'javascript:alert(1)',
  'http://',
  '//x',
];

/** Requests to one route: mostly as it wants them, some with one thing wrong, some hostile. */
export function requestsTo(route: Route, surroundings: Surroundings): fc.Arbitrary<Planned> {
  const { parameters = [], requestBody } = route.described;
  const value = (schema: Schema) => arbitraryOf(schema, api.components.schemas, surroundings.ids);
  const parameter = ({ schema }: { schema: Schema }) =>
    fc.oneof({ arbitrary: value(schema).map(textOf), weight: 5 }, { arbitrary: hostile.map(textOf), weight: 1 });
  const of = (place: string, requiredKeys: string[]) =>
    fc.record(
      Object.fromEntries(parameters.filter((one) => one.in === place).map((one) => [one.name, parameter(one)])),
      {
        requiredKeys,
      },
    );
  const inPath = parameters.filter((one) => one.in === 'path').map(({ name }) => name);
  return fc
    .record({
      path: of('path', inPath),
      query: of('query', []),
      headers: of('header', []),
      extra: fc.oneof({ arbitrary: fc.constant({}), weight: 4 }, fc.constantFrom(...STRANGE_HEADERS)),
      body: requestBody ? bodies(requestBody.content, value, surroundings) : strayBody(route.method),
      as: fc.oneof(
        { arbitrary: fc.constant('owner' as const), weight: 8 },
        fc.constantFrom('key' as const, 'stranger' as const, 'nobody' as const, 'liar' as const),
      ),
    })
    .map(({ path, query, headers, extra, body, as }) => ({
      path: fill(route.path, path) + queryText(query),
      headers: { ...body.headers, ...printable(headers), ...extra },
      body: body.body,
      as,
    }));
}

const STRANGE_HEADERS: readonly Record<string, string>[] = [
  { accept: 'text/event-stream' },
  { accept: 'image/png' },
  { accept: '' },
  { prefer: 'respond-async' },
  { 'content-type': 'text/plain' },
  { 'content-type': 'application/json; charset=utf-7' },
  { 'content-type': 'application/json; charset=' },
  { 'content-type': 'multipart/form-data' },
  { 'content-encoding': 'br' },
  { 'content-encoding': 'no-such' },
  { 'if-none-match': '*' },
  { 'if-match': '"no-such"' },
  { 'if-match': '*' },
  { 'idempotency-key': 'x'.repeat(201) },
  { 'idempotency-key': 'the-same-for-all' },
  { 'last-event-id': '999999999999.-1' },
  { 'x-request-id': 'a b' },
  { origin: 'http://evil.example' },
];

interface Body {
  headers: Record<string, string>;
  body: string | FormData | undefined;
}

function bodies(
  content: Record<string, { schema: Schema }>,
  value: (schema: Schema) => fc.Arbitrary<unknown>,
  { accountId }: Surroundings,
): fc.Arbitrary<Body> {
  const json = content['application/json'];
  if (!json) return files();
  const valid = value(json.schema).map((body) => tamed(body, accountId));
  return fc.oneof(
    { arbitrary: valid.map(asJson), weight: 6 },
    {
      arbitrary: nearly(valid)
        .map((body) => tamed(body, accountId))
        .map(asJson),
      weight: 3,
    },
    { arbitrary: hostile.map(asJson), weight: 1 },
    { arbitrary: fc.constantFrom('', '{', '[1,', '{"a":1', 'null', '"text"', '\u0000', DEEP).map(asText), weight: 1 },
    { arbitrary: fc.constant({ headers: {}, body: undefined }), weight: 1 },
  );
}

const DEEP = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;

const asJson = (value: unknown): Body => asText(JSON.stringify(value));
const asText = (body: string): Body => ({ headers: { 'content-type': 'application/json' }, body });

/** Nothing outside is fetched, and nobody is locked out but the account that is there for it. */
function tamed(body: unknown, accountId: string): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const { url, userId } = body as { url?: unknown; userId?: unknown };
  return {
    ...body,
    ...(typeof url === 'string' && { url: URLS[url.length % URLS.length] }),
    ...(typeof userId === 'string' && { userId: accountId }),
  };
}

function files(): fc.Arbitrary<Body> {
  const bytes = fc.oneof(
    fc.string({ unit: 'grapheme' }).map((text) => new Blob([text])),
    fc.uint8Array().map((content) => new Blob([content])),
    fc.constantFrom('%PDF-1.4\n', 'PK\u0003\u0004', '<html><title>x', '').map((text) => new Blob([text])),
  );
  const name = fc.constantFrom(
    'note.txt',
    'note.md',
    '../../x.pdf',
    'x.docx',
    'x.html',
    '',
    'x'.repeat(300),
    'a\u0000b.txt',
  );
  const field = fc.constantFrom('file', 'file', 'file', 'other');
  const more = fc.constantFrom<Record<string, string>>(
    {},
    { title: 'Mine' },
    { visibility: 'shared' },
    { title: '' },
    { ownerId: 'x' },
  );
  return fc.tuple(bytes, name, field, more).map(([blob, fileName, fieldName, fields]) => {
    const form = new FormData();
    for (const [key, text] of Object.entries(fields)) form.set(key, text);
    form.set(fieldName, blob, fileName);
    return { headers: {}, body: form };
  });
}

/** A body where none is expected; `fetch` sends none with GET. */
function strayBody(method: string): fc.Arbitrary<Body> {
  const none = fc.constant<Body>({ headers: {}, body: undefined });
  if (method === 'GET') return none;
  return fc.oneof({ arbitrary: none, weight: 4 }, hostile.map(asJson), fc.constantFrom('{', '\u0000').map(asText));
}

/** `.` and `..` are no ids: whoever sends an address with them asks for another one. */
function fill(path: string, values: Record<string, unknown>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(textOf(values[name]).toWellFormed().slice(0, 500)).replace(/^\.{0,2}$/, '%20'),
  );
}

function queryText(values: Record<string, unknown>): string {
  const pairs = Object.entries(values).map(
    ([name, value]) => `${name}=${encodeURIComponent(textOf(value).toWellFormed())}`,
  );
  return pairs.length ? `?${pairs.join('&').slice(0, 8_000)}` : '';
}

/** What `fetch` lets through as a header. */
function printable(headers: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      textOf(value)
        .replaceAll(/[^\x20-\x7e]/g, '?')
        .slice(0, 2_000),
    ]),
  );
}
