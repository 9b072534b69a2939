import { DestroyRef, effect, inject, untracked } from '@angular/core';
import type { ChatKit } from '@chatkit/angular';
import type { Tell } from './embedded-event';

/** Tells when a question has been stored, and when an answer that was seen being made has ended. */
export function reportTurns(kit: ChatKit, tell: Tell): void {
  inject(DestroyRef).onDestroy(kit.onQuestionTaken((question) => tell('message-sent', question)));
  let sent: string | null = null;
  let made: string | null = null;
  effect(() => {
    const messages = kit.messages();
    const threadId = kit.threadId();
    untracked(() => {
      const question = messages.findLast(({ role }) => role === 'user');
      const answer = messages.findLast(({ role }) => role === 'assistant');
      if (question?.status === 'sending') {
        sent = question.key;
      } else if (question?.id && question.key === sent) {
        sent = null;
        tell('message-sent', { threadId, messageId: question.id });
      }
      if (answer?.status === 'generating') {
        made = answer.key;
      } else if (answer?.key === made && answer.status !== 'sending') {
        made = null;
        tell('answer-ended', { threadId, messageId: answer.id, status: answer.status });
      }
    });
  });
}

/** Tells of each problem once, and of a missing session as such. */
export function reportProblems(kit: ChatKit, tell: Tell): void {
  effect(() => {
    const problem = kit.error() ?? kit.historyError();
    untracked(() => {
      if (problem?.code === 'unauthenticated') {
        tell('sign-in-needed', { chosen: false });
      } else if (problem !== null) {
        tell('error', { code: problem.code, detail: problem.detail });
      }
    });
  });
}
