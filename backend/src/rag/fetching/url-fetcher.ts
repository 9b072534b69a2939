import { MIMEType } from 'node:util';
import { MAX_FILE_BYTES } from '@chatkit/contract';
import { type Dispatcher, request } from 'undici';
import { ProblemException } from '../../http/problem-exception.js';
import { WorkLimit } from '../../http/work-limit.js';
import { unreachable } from './fetch-problems.js';
import { guardedAgent, type Resolve } from './guarded-agent.js';
import { readLimited } from './limited-body.js';
import { UrlPolicy } from './url-policy.js';

const READABLE_TYPES = [
  'text/html',
  'application/xhtml+xml',
  'text/markdown',
  'text/plain',
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
];
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const MOST_REDIRECTS = 5;
const AT_ONCE = 4;
const MOST_WAITING = 20;
const TIME_MS = 30_000;

/** What came of a URL. */
export interface FetchedFile {
  bytes: Buffer;
  /** The address in the end, after redirects. */
  url: URL;
  mediaType: string;
  /** Null where the server names none. */
  charset: string | null;
}

interface FetcherOptions {
  /** As in `FETCH_PRIVATE_HOSTS`. */
  privateHosts?: readonly string[];
  /** In place of 80, 443, 8080 and 8443. */
  ports?: readonly number[];
  resolve?: Resolve;
  /** For all of it, redirects included. */
  timeMs?: number;
  /** After inflating. */
  mostBytes?: number;
}

/** Fetches pages and files from public addresses. Every hop is judged anew, and nothing of the caller's is sent along. */
export class UrlFetcher {
  readonly #policy: UrlPolicy;
  readonly #places = new WorkLimit(AT_ONCE, MOST_WAITING);

  constructor(private readonly options: FetcherOptions = {}) {
    this.#policy = new UrlPolicy(options.privateHosts, options.ports);
  }

  /** A URL as it is kept, without its fragment. Throws 422 when it may not be fetched. */
  normalize(given: string): string {
    return this.#policy.read(given).href;
  }

  /**
   * Throws a problem: 422 `url_refused` or `url_unreachable`, 413 when it is too large, 415 when it is no readable type, 503 when
   * too many wait.
   */
  async fetch(given: string): Promise<FetchedFile> {
    const url = this.#policy.read(given);
    return this.#places.run(() => this.#follow(url));
  }

  async #follow(given: URL): Promise<FetchedFile> {
    const signal = AbortSignal.timeout(this.options.timeMs ?? TIME_MS);
    let url = given;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const answer = await this.#ask(url, signal);
      if (!(answer instanceof URL)) return answer;
      url = answer;
    }
    throw unreachable(`The address leads on to others more than ${MOST_REDIRECTS} times.`);
  }

  /** The file, or where it is instead. */
  async #ask(url: URL, signal: AbortSignal): Promise<FetchedFile | URL> {
    const agent = guardedAgent(url, this.#policy, this.options.resolve);
    try {
      const answer = await request(url, {
        dispatcher: agent,
        signal,
        headers: { accept: READABLE_TYPES.join(', '), 'accept-encoding': 'gzip, br', 'user-agent': 'ChatKit' },
      });
      return await this.#read(url, answer);
    } catch (error) {
      if (error instanceof ProblemException) throw error;
      if (signal.aborted) throw unreachable('The server did not send the page in time.');
      throw unreachable(`The page could not be fetched${reasonOf(error)}.`);
    } finally {
      await agent.destroy();
    }
  }

  async #read(url: URL, { statusCode, headers, body }: Dispatcher.ResponseData): Promise<FetchedFile | URL> {
    body.on('error', () => undefined); // what is not read is broken off
    const location = headerOf(headers, 'location');
    if (REDIRECTS.has(statusCode) && location !== '') return this.#policy.read(location, url);
    if (statusCode < 200 || statusCode > 299) throw unreachable(`The server answered with the status ${statusCode}.`);
    const { essence, params } = typeOf(headerOf(headers, 'content-type'));
    if (!READABLE_TYPES.includes(essence))
      throw new ProblemException(
        'unsupported_media_type',
        'At this address is no page, and no Markdown, text, PDF or Word file.',
      );
    const encoding = headerOf(headers, 'content-encoding').trim().toLowerCase();
    const bytes = await readLimited(body, encoding, this.options.mostBytes ?? MAX_FILE_BYTES);
    return { bytes, url, mediaType: essence, charset: params.get('charset') };
  }
}

function headerOf(headers: Dispatcher.ResponseData['headers'], name: string): string {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** Without a type, or with one that is none, the content decides. */
function typeOf(header: string): Pick<MIMEType, 'essence' | 'params'> {
  try {
    return new MIMEType(header);
  } catch {
    return new MIMEType('text/plain');
  }
}

const REASONS: Record<string, string> = {
  ENOTFOUND: ': its host is not known',
  EAI_AGAIN: ': its host could not be looked up',
  ECONNREFUSED: ': its server refuses the connection',
  UND_ERR_CONNECT_TIMEOUT: ': its server does not answer',
};

function reasonOf(error: unknown): string {
  return REASONS[(error as NodeJS.ErrnoException).code ?? ''] ?? '';
}
