import type { ClientOptions } from 'openai';
import { type Dispatcher, EnvHttpProxyAgent } from 'undici';
import { ProviderAnswer } from './provider-answer.js';

type Fetch = NonNullable<ClientOptions['fetch']>;

/** Whoever waits for an answer watches over its silences, with limits of their own. */
const connections = new EnvHttpProxyAgent({ headersTimeout: 0, bodyTimeout: 0 });

/** An answer whose body is heard as it comes: a web stream costs more than all the rest of a turn. */
export class StreamedResponse extends Response {
  readonly answer: ProviderAnswer;

  constructor(answer: ProviderAnswer, init: ResponseInit) {
    super(null, init);
    this.answer = answer;
  }
}

/**
 * The `fetch` of the clients of OpenAI-compatible servers. It follows no redirects, and uses the proxy that `HTTP_PROXY`,
 * `HTTPS_PROXY` and `NO_PROXY` name. Rejects as `fetch` does.
 */
export const providerFetch: Fetch = async (...args) => whole(await ask(...args));

/** As {@link providerFetch}, but successful answers are {@link StreamedResponse}s. */
export const streamingFetch: Fetch = async (...args) => {
  const asked = await ask(...args);
  return asked.head.status < 300 ? new StreamedResponse(asked.answer, asked.head) : whole(asked);
};

interface Asked {
  answer: ProviderAnswer;
  head: ResponseInit & { status: number };
}

async function ask(...[url, init = {}]: Parameters<Fetch>): Promise<Asked> {
  const { origin, pathname, search } = new URL(url instanceof Request ? url.url : url);
  const answer = new ProviderAnswer(init.signal);
  const request = {
    origin,
    path: pathname + search,
    method: init.method as Dispatcher.HttpMethod,
    headers: Object.fromEntries(new Headers(init.headers)),
    body: init.body as string,
  };
  connections.dispatch(request, answer);
  const { status, headers } = await answer.head;
  return {
    answer,
    head: { status, headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]) },
  };
}

async function whole({ answer, head }: Asked): Promise<Response> {
  return new Response((await answer.text()) || null, head);
}
