import { z } from 'zod';

/** What one `code` stands for. */
export interface ProblemKind {
  /** HTTP status; null for failures that only a stored answer tells of. */
  status: number | null;
  /** One sentence: what happened. */
  meaning: string;
  /** What to do about it. */
  advice: string;
}

/** Every kind of problem. The description of the API, the pages below `/api/problems` and `docs/errors.md` are made of it. */
export const PROBLEM_KINDS = {
  bad_request: {
    status: 400,
    meaning: 'The request is malformed: a field is missing or wrong, an id is no UUID, or the body is not JSON.',
    advice: 'Read `detail`, and `errors` for the fields. The same request fails again.',
  },
  unauthenticated: {
    status: 401,
    meaning: 'Nobody is signed in, or the token or API key is unknown, expired or revoked.',
    advice: 'Sign in, or send a valid token or API key.',
  },
  forbidden: {
    status: 403,
    meaning: 'The user may see it but not change it, or the request comes from the page of another site.',
    advice: 'Ask its owner or an administrator.',
  },
  insufficient_scope: {
    status: 403,
    meaning: 'The API key lacks the scope of this route.',
    advice: 'Create a key with the scope that `detail` names.',
  },
  session_required: {
    status: 403,
    meaning: 'API keys do not reach this route: accounts and keys are for people who are signed in.',
    advice: 'Send the cookie or the token of a session, and no key.',
  },
  sign_in_refused: {
    status: 403,
    meaning:
      'The server of a page may not sign this person in: an administrator, a suspended account, or one with an unproved address.',
    advice: 'Let them sign in to ChatKit itself; `detail` says why.',
  },
  not_found: {
    status: 404,
    meaning: 'It does not exist, was deleted, or belongs to somebody else.',
    advice: 'Read the list anew.',
  },
  conflict: {
    status: 409,
    meaning: 'It cannot be done with what is there, for example because there are too many API keys.',
    advice: 'Do what `detail` says first.',
  },
  turn_running: {
    status: 409,
    meaning: 'An answer is still being written in this thread, and a thread writes one at a time.',
    advice: 'Wait for the answer that `messageId` names, or stop it.',
  },
  precondition_failed: {
    status: 412,
    meaning: 'It was changed since you read it: `If-Match` names another state. Nothing was done.',
    advice: 'Read it again, and decide with its new `ETag`.',
  },
  payload_too_large: {
    status: 413,
    meaning: 'The question, document, file or body is too large.',
    advice: 'Send less; `detail` names the limit.',
  },
  unsupported_media_type: {
    status: 415,
    meaning: 'The body has an encoding that is not supported, or the file or page is of a type that cannot be read.',
    advice: 'Send JSON in UTF-8, or a Markdown, text, HTML, PDF or Word file.',
  },
  empty_content: {
    status: 422,
    meaning: 'The question or document is blank.',
    advice: 'Send some text.',
  },
  key_reused: {
    status: 422,
    meaning: 'The idempotency key was used before for another question or document.',
    advice: 'Use a new key for each.',
  },
  unreadable_file: {
    status: 422,
    meaning: 'The file is damaged, protected, too slow to read, or without text.',
    advice: 'Open it yourself, and save it anew or copy its text.',
  },
  url_refused: {
    status: 422,
    meaning: 'ChatKit does not fetch this address: it is not public, for example.',
    advice: 'Send the text or the file itself, or have an administrator allow the host in `FETCH_PRIVATE_HOSTS`.',
  },
  url_unreachable: {
    status: 422,
    meaning: 'Nothing came of the address: there is no such host, it answered with an error, or it was too slow.',
    advice: 'Check the address in a browser, and try again later.',
  },
  rate_limited: {
    status: 429,
    meaning: 'Too many requests were sent with this API key, or too many event streams are open.',
    advice: 'Wait as long as `Retry-After` says, or close a stream.',
  },
  quota_exceeded: {
    status: 429,
    meaning: 'The account or the API key has used what it may use in a day.',
    advice:
      'Wait for the next day, as long as `Retry-After` says, or ask your administrator. `GET /api/usage` tells what is left.',
  },
  internal: {
    status: 500,
    meaning: 'Something went wrong in ChatKit.',
    advice: 'Try again. If it stays, tell your administrator the `requestId`: the log names it.',
  },
  unavailable: {
    status: 503,
    meaning: 'ChatKit is starting, stopping, very busy, or has lost its database.',
    advice: 'Send the same request again after a few seconds.',
  },
  model_unavailable: {
    status: null,
    meaning: 'The server of the language model cannot be reached, lacks the model, or failed.',
    advice: 'Ask again later, or tell your administrator.',
  },
  model_refused: {
    status: null,
    meaning: 'The server of the language model rejected its key, or its filter blocked the answer.',
    advice: 'Word the question differently, or tell your administrator.',
  },
  model_rate_limited: {
    status: null,
    meaning: 'The server of the language model takes no more requests for now.',
    advice: 'Ask again in a minute.',
  },
  model_timeout: {
    status: null,
    meaning: 'The language model did not begin or go on in time.',
    advice: 'Ask again.',
  },
  model_interrupted: {
    status: null,
    meaning: 'The language model broke off before its answer was finished.',
    advice: 'Ask again; what was written is kept.',
  },
  interrupted: {
    status: null,
    meaning: 'ChatKit was interrupted several times while it answered.',
    advice: 'Ask again; what was written is kept.',
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEM_KINDS;

/** Every `code` that a problem or a failed message can carry. Codes are stable; texts are not. */
export const problemCodeSchema = z
  .enum(Object.keys(PROBLEM_KINDS) as [ProblemCode, ...ProblemCode[]])
  .meta({ id: 'ProblemCode' });

/** Where the documentation of a code is, as `type` names it. */
export const problemType = (code: ProblemCode): string => `/api/problems/${code}`;
