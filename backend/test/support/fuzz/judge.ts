import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { api, type Described, type Route } from './described-api.js';

/** What a route answered, read as far as a test reads it. */
export interface Answer {
  status: number;
  headers: Headers;
  /** Undefined for a stream that was left. */
  text: string | undefined;
}

const ajv = new Ajv2020({ strict: false });
formats.default(ajv);
ajv.addSchema({ ...api, $id: 'api' });

/** What is wrong with an answer in the light of the description; undefined when it is as described. */
export function faultOf({ described, name }: Route, { status, headers, text }: Answer): string | undefined {
  const response = described.responses[String(status)];
  if (status >= 500 && status !== 503) return `${name} answered ${status}: ${text}`;
  if (!response) return `${name} answered ${status}, which is not described: ${text}`;
  if (!headers.get('x-request-id')) return `${name} answered ${status} without a request id`;
  const type = headers.get('content-type')?.split(';')[0];
  const { content } = response;
  if (!content) return text ? `${name} answered ${status} with a body: ${text}` : undefined;
  const expected = type && content[type];
  if (!expected) return `${name} answered ${status} as ${type}, which is not described: ${text}`;
  return text === undefined || !type.includes('json') ? undefined : faultOfBody(name, status, expected, text);
}

type Content = NonNullable<Described['responses'][string]['content']>[string];

function faultOfBody(name: string, status: number, { schema, examples }: Content, text: string): string | undefined {
  if (!text)
    return name.includes('/api/auth/') && status === 401 ? undefined : `${name} answered ${status} without a body`;
  const body = JSON.parse(text) as unknown;
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object;
  if (!ajv.validate(absolute, body)) return `${name} answered ${status}: ${ajv.errorsText()} in ${text.slice(0, 500)}`;
  const code = (body as { code?: string } | null)?.code;
  return examples && code && !(code in examples)
    ? `${name} answered ${status} with the code ${code}, which is not described: ${text}`
    : undefined;
}
