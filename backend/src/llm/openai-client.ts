import OpenAI, { type ClientOptions } from 'openai';
import { providerFetch } from './provider-fetch.js';

/** Where an OpenAI-compatible server is and how long one request to it may take to be answered. */
export interface OpenAiServer {
  apiKey: string | undefined;
  baseUrl: string | undefined;
  timeoutMs: number;
  fetch?: ClientOptions['fetch'];
}

/** A client that neither tries again by itself nor logs: the models do both. */
export function openAiClient({ apiKey, baseUrl, timeoutMs, fetch = providerFetch }: OpenAiServer): OpenAI {
  return new OpenAI({
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl ?? null,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    fetch,
  });
}
