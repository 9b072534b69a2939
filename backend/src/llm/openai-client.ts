import OpenAI from 'openai';

/** Where an OpenAI-compatible server is and how long one request to it may take to be answered. */
export interface OpenAiServer {
  apiKey: string | undefined;
  baseUrl: string | undefined;
  timeoutMs: number;
}

/** A client that neither tries again by itself nor logs: the models do both. */
export function openAiClient({ apiKey, baseUrl, timeoutMs }: OpenAiServer): OpenAI {
  return new OpenAI({
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl ?? null,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
  });
}
