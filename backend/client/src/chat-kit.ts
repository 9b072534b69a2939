import { type Client, createClient, createConfig } from './generated/client/index.js';
import { isProblem, ProblemError } from './problem-error.js';

export interface ChatKitOptions {
  /** Where ChatKit is, such as `https://chat.example.com`. */
  baseUrl: string;
  /** An API key, or the token of a session. Without one, a browser sends the cookie of its session. */
  key?: string;
  /** In place of the global `fetch`. */
  fetch?: typeof fetch;
}

/** The connection that every function of this package takes as `client`. */
export function chatKit({ baseUrl, key, ...options }: ChatKitOptions): Client {
  const headers = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const client = createClient(createConfig({ ...options, baseUrl, headers }));
  client.interceptors.error.use((error, _response, _request, { throwOnError }) =>
    throwOnError && isProblem(error) ? new ProblemError(error) : error,
  );
  return client;
}
