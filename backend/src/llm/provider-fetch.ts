import type { ClientOptions } from 'openai';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';

type Fetch = NonNullable<ClientOptions['fetch']>;

/** Whoever waits for an answer watches over its silences, with limits of their own. */
const connections = new EnvHttpProxyAgent({ headersTimeout: 0, bodyTimeout: 0 });

/** An answer whose body is read from a Node.js stream: a web stream costs more than all the rest of a turn. */
export class StreamedResponse extends Response {
  readonly stream: Dispatcher.ResponseData['body'];

  constructor(stream: Dispatcher.ResponseData['body'], init: ResponseInit) {
    super(null, init);
    this.stream = stream;
  }
}

/**
 * The `fetch` of the clients of OpenAI-compatible servers. It follows no redirects, and uses the proxy that `HTTP_PROXY`,
 * `HTTPS_PROXY` and `NO_PROXY` name. Rejects as `fetch` does.
 */
export const providerFetch: Fetch = async (...args) => {
  const { head, body } = await ask(...args);
  return new Response((await body.text()) || null, head);
};

/** As {@link providerFetch}, but successful answers are {@link StreamedResponse}s. */
export const streamingFetch: Fetch = async (...args) => {
  const { head, body } = await ask(...args);
  return head.status < 300 ? new StreamedResponse(body, head) : new Response((await body.text()) || null, head);
};

async function ask(...[url, init = {}]: Parameters<Fetch>) {
  const { statusCode, headers, body } = await request(url instanceof Request ? url.url : url, {
    dispatcher: connections,
    method: init.method as Dispatcher.HttpMethod,
    headers: Object.fromEntries(new Headers(init.headers)),
    body: init.body as string,
    signal: init.signal ?? null,
  });
  const head = {
    status: statusCode,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
  };
  return { head, body };
}
