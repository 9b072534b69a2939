import fc from 'fast-check';

/** The part of JSON Schema that the description of the API uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

/** What broke systems like this one where a value was expected. */
export const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  2 ** 53,
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  '\udc00x',
  '\ufeff',
  '\u202e',
  'x'.repeat(100_000),
  `' or 1=1 --`,
  `'; drop table "user"; --`,
  'a & | ! ( <-> :* ) \\',
  `"unclosed 'quote`,
  '%00%ff%c0%ae',
  '../../etc/passwd',
  '{{7*7}}${7*7}',
  '<img src=x onerror=alert(1)>',
  '__proto__',
  '9'.repeat(400),
  '0001-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.001Z',
  [],
  [[[[[[[[]]]]]]]],
  {},
  { $ne: null },
  { __proto__: { admin: true }, constructor: { prototype: {} } },
  { toString: 1, then: 1 },
];

/** Values that a schema allows, with ids of `ids`. */
export function arbitraryOf(
  schema: Schema,
  schemas: Record<string, Schema>,
  ids: readonly string[],
): fc.Arbitrary<unknown> {
  const of = (inner: Schema): fc.Arbitrary<unknown> => arbitraryOf(inner, schemas, ids);
  if (schema.$ref) return of(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices) return fc.oneof(...choices.map(of));
  const types = [schema.type ?? 'string'].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, ids, of)));
}

/** A value as text, for a place that takes nothing else. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Anything at all, most of it known to be troublesome. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.constantFrom(...HOSTILE), weight: 4 },
  { arbitrary: fc.string({ unit: 'binary' }), weight: 1 },
  { arbitrary: fc.jsonValue({ maxDepth: 4 }), weight: 1 },
);

/** A value with one thing wrong: a field that is missing, of another kind, or too many. */
export function nearly(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(valid, fc.nat(), fc.constantFrom('drop', 'replace', 'add'), hostile)
    .map(([value, at, how, wrong]) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong;
      const entries = Object.entries(value);
      const place = entries.length ? at % entries.length : 0;
      if (how === 'drop') entries.splice(place, 1);
      else if (how === 'add' || !entries[place]) entries.push(['unexpected', wrong]);
      else entries[place] = [entries[place][0], wrong];
      return Object.fromEntries(entries);
    });
}

function ofType(
  type: string,
  schema: Schema,
  ids: readonly string[],
  of: (schema: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1_000, 1_000_000) });
    case 'array':
      return fc.array(of(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 4 });
    case 'object':
      return ofProperties(schema, of);
    default:
      return ofText(schema, ids);
  }
}

function ofProperties(
  { properties = {}, required = [] }: Schema,
  of: (schema: Schema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const members = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, of(inner)]));
  return fc.record(members, { requiredKeys: required.filter((name) => name in members) });
}

function ofText(
  { format, pattern, minLength = 0, maxLength = 60 }: Schema,
  ids: readonly string[],
): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.oneof({ arbitrary: fc.constantFrom(...ids), weight: 3 }, fc.uuid());
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (format === 'email') return fc.emailAddress();
  if (pattern) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) });
}
