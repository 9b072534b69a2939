import type { Problem } from '@chatkit/contract';
import { ChatProblem } from '../chat-problem';

/** One request to the server. */
export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON; a form is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Says who is asking, in place of the session's cookie. */
  readonly token?: string;
}

/** Sends the request with its token, or else with the session's cookie; rejects with a `ChatProblem` for anything but success. */
export async function fetchFrom(url: string, request: HttpRequest = {}): Promise<Response> {
  const { method = 'GET', body, headers, signal, token } = request;
  const response = await reach(url, {
    method,
    credentials: token === undefined ? 'include' : 'omit',
    headers: {
      accept: 'application/json',
      ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (!response.ok) {
    throw await readProblem(response);
  }
  return response;
}

/** The response's body, trusted to have the shape that the contract promises. */
export async function fetchJson<T>(url: string, request: HttpRequest = {}): Promise<T> {
  const response = await fetchFrom(url, request);
  return (await response.json()) as T;
}

/** `?limit=20&cursor=...`, without what is undefined. */
export function queryOf(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return query === '' ? '' : `?${query}`;
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    // unless we gave up ourselves, fetch rejects when no response came, whatever the reason
    throw init.signal?.aborted === true ? error : new ChatProblem('offline', String(error), 0);
  }
}

async function readProblem(response: Response): Promise<ChatProblem> {
  const text = await response.text();
  try {
    const problem = JSON.parse(text) as Partial<Problem>;
    if (problem.code !== undefined) {
      return ChatProblem.fromProblem({ ...problem, status: response.status } as Problem);
    }
  } catch {
    // not JSON: a proxy in between answered, and its status says enough
  }
  return new ChatProblem(
    response.status >= 502 && response.status <= 504 ? 'unavailable' : 'internal',
    response.statusText,
    response.status,
  );
}
