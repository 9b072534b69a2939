import { APIError } from 'openai';
import type { ModelError } from './language-model.js';

/** How often a provider is asked in all. */
export const MOST_ATTEMPTS = 3;

const FIRST_BACK_OFF_MS = 250;
const LONGEST_BACK_OFF_MS = 3_000;

/** A time-out is not tried again: the reader has waited long enough, and the provider may be counting both. */
export function worthAnotherTry(failure: ModelError): boolean {
  return failure.retryable && failure.code !== 'model_timeout' && (failure.retryAfterMs ?? 0) <= LONGEST_BACK_OFF_MS;
}

/** Milliseconds to wait after a failed attempt, counted from 1. */
export function backOff(attempt: number, failure: ModelError): number {
  const jitter = 0.5 + Math.random() / 2;
  return Math.max(failure.retryAfterMs ?? 0, FIRST_BACK_OFF_MS * 2 ** (attempt - 1) * jitter);
}

/** The HTTP status of a provider's failure, for the log; nothing where there was none. */
export function statusOf(error: unknown): string {
  return error instanceof APIError && error.status ? ` (HTTP ${error.status})` : '';
}
