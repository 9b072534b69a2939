import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import { ModelError } from './language-model.js';

const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** Turns whatever the provider's client threw into a {@link ModelError}. `begun`: whether text had arrived before. */
export function toModelError(error: unknown, begun = false): ModelError {
  if (error instanceof ModelError) return error;
  if (error instanceof APIConnectionTimeoutError) return timedOut();
  if (begun) return interrupted();
  if (error instanceof APIConnectionError) return unreachable();
  if (error instanceof APIError) return fromAnswer(error as APIError);
  return notUnderstood();
}

/** The provider sent nothing for longer than the configured time. */
export function timedOut(): ModelError {
  return new ModelError('model_timeout', 'The language model took too long to answer.', { retryable: true });
}

/** The stream ended before the provider said that the answer is finished. */
export function interrupted(): ModelError {
  return new ModelError(
    'model_interrupted',
    'The connection to the language model broke off before the answer ended.',
    {
      retryable: true,
    },
  );
}

/** The provider answered with something else than what it was asked for. */
export function notUnderstood(): ModelError {
  return new ModelError('model_unavailable', 'The language model server sent an answer that could not be understood.', {
    retryable: true,
  });
}

/** The provider's own filter refused the question or the answer. */
export function filtered(): ModelError {
  return new ModelError('model_refused', 'The language model provider blocked this answer with its content filter.', {
    retryable: false,
  });
}

function unreachable(): ModelError {
  return new ModelError('model_unavailable', 'The language model server could not be reached.', { retryable: true });
}

function fromAnswer(error: APIError): ModelError {
  const { status } = error;
  if (status === undefined) return notUnderstood();
  if (status === 429) return rateLimited(error);
  if (status === 401 || status === 403) {
    return new ModelError('model_refused', 'The language model server rejected the configured key.', {
      retryable: false,
    });
  }
  if (status === 404) {
    return new ModelError('model_unavailable', 'The configured language model was not found on its server.', {
      retryable: false,
    });
  }
  if (status === 408) return timedOut();
  if (status >= 400 && status < 500) {
    return new ModelError('model_refused', 'The language model server refused the request.', { retryable: false });
  }
  return new ModelError('model_unavailable', 'The language model server failed. Try again in a moment.', {
    retryable: true,
  });
}

function rateLimited(error: APIError): ModelError {
  if (error.code === 'insufficient_quota') {
    return new ModelError('model_rate_limited', 'The quota of the configured language model account is used up.', {
      retryable: false,
    });
  }
  const retryAfterMs = readRetryAfter(error.headers);
  return new ModelError('model_rate_limited', 'The language model is busy: too many requests at once.', {
    retryable: true,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function readRetryAfter(headers: Headers | undefined): number | undefined {
  const value = headers?.get('retry-after')?.trim();
  if (!value) return undefined;
  const seconds = Number(value);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(wait) ? Math.min(Math.max(0, wait), LONGEST_RETRY_AFTER_MS) : undefined;
}
