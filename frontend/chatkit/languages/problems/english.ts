import type { ProblemCode } from '@chatkit/contract';

/** A problem in plain words: what happened, and what to do about it. */
export interface ProblemTexts {
  readonly title: string;
  readonly advice: string;
}

export const english: Readonly<Record<ProblemCode | 'offline', ProblemTexts>> = {
  offline: { title: 'The server cannot be reached', advice: 'Check your connection, then try again.' },
  bad_request: { title: 'This request was not understood', advice: 'Reload the page and try again.' },
  unauthenticated: { title: 'You are signed out', advice: 'Sign in again to continue.' },
  forbidden: { title: 'You may not do this', advice: 'Ask the person who runs this portal for access.' },
  insufficient_scope: {
    title: 'This API key is not made for this',
    advice: 'Create a key that has the scope, and use that one.',
  },
  session_required: { title: 'API keys cannot do this', advice: 'Sign in to do it yourself.' },
  sign_in_refused: { title: 'The portal cannot sign you in', advice: 'Sign in to the chat itself.' },
  not_found: {
    title: 'This is not here any more',
    advice: 'It may have been deleted. Start a new chat or pick another.',
  },
  conflict: { title: 'Something changed in the meantime', advice: 'Reload the page and try again.' },
  turn_running: {
    title: 'Another answer is being written here',
    advice: 'Wait for it to end, or stop it, then send your question again.',
  },
  precondition_failed: {
    title: 'Somebody changed this in the meantime',
    advice: 'Reload the page to see how it is now, then try again.',
  },
  key_reused: { title: 'This question was sent already', advice: 'Copy its text and ask it as a new question.' },
  payload_too_large: { title: 'This is too long', advice: 'Shorten it, or split it into several parts.' },
  unsupported_media_type: {
    title: 'This kind of file is not supported',
    advice: 'Choose a Markdown, text, HTML, PDF or Word (.docx) file.',
  },
  unreadable_file: {
    title: 'This file cannot be read',
    advice: 'It may be damaged, protected by a password, or hold pictures only.',
  },
  url_refused: {
    title: 'This address is not fetched',
    advice: 'Only public pages are: check the address, or save the page and add the file.',
  },
  url_unreachable: {
    title: 'This page cannot be fetched',
    advice: 'Open it in your browser to see whether it is there, then try again.',
  },
  empty_content: { title: 'There is nothing to send', advice: 'Write a question first.' },
  quota_exceeded: {
    title: 'You have used up what you may ask today',
    advice: 'Ask again tomorrow, or ask the person who runs this portal for more.',
  },
  rate_limited: { title: 'Too many requests', advice: 'Wait a minute, then try again.' },
  internal: {
    title: 'Something went wrong on the server',
    advice: 'Try again; if it stays, tell who runs this portal.',
  },
  unavailable: { title: 'The server is busy or restarting', advice: 'Try again in a moment.' },
  model_unavailable: { title: 'The language model cannot be reached', advice: 'Try again in a moment.' },
  model_refused: { title: 'The language model refused this question', advice: 'Word it differently and ask again.' },
  model_rate_limited: { title: 'The language model is at its limit', advice: 'Wait a minute, then try again.' },
  model_timeout: { title: 'The language model took too long', advice: 'Try again, or ask a shorter question.' },
  model_interrupted: { title: 'The language model stopped half-way', advice: 'Try again for a complete answer.' },
  interrupted: { title: 'The answer was interrupted', advice: 'Try again for a complete answer.' },
};
