import { makeEnvironmentProviders, type EnvironmentProviders, type Type } from '@angular/core';
import { AnswerEvidence } from './answer-evidence';
import { AnswerFeedback } from './answer-feedback';
import { Branches } from './branches';
import { ChatKit } from './chat-kit';
import { DraftStore } from './draft-store';
import type { ReconnectDelay } from './follow-turn';
import { LiveUpdates } from './live-updates';
import { NextQuestions } from './next-questions';
import { OpenThread } from './open-thread';
import { Outbox } from './outbox';
import { OutboxSender } from './outbox-sender';
import { QuestionQueue } from './question-queue';
import { RECONNECT_DELAY } from './reconnect-delay';
import { ThreadDeletion } from './thread-deletion';
import { ThreadHistory } from './thread-history';
import { ThreadLoader } from './thread-loader';
import { TurnFollower } from './turn-follower';
import { ChatTransport } from './transport/chat-transport';
import { CHAT_API_URL, HttpChatTransport } from './transport/http-chat-transport';
import { GET_TOKEN, RequestSigner, type GetToken } from './transport/request-signer';

/** How the kit reaches its server. */
export interface ChatKitOptions {
  /** Where the API is; `/api` of the page's own origin by default. */
  readonly apiUrl?: string;
  /** Gets a token for the person of the page, where no session's cookie says who is asking. */
  readonly getToken?: GetToken | null;
  /** Another way to the server than HTTP. */
  readonly transport?: Type<ChatTransport>;
  /** How long to wait between reconnections. */
  readonly reconnectDelay?: ReconnectDelay;
}

/** Provides one `ChatKit` without what our interface needs to render: for an interface of your own. */
export function provideHeadlessChatKit(options: ChatKitOptions = {}): EnvironmentProviders {
  return makeEnvironmentProviders([
    ChatKit,
    OpenThread,
    TurnFollower,
    Branches,
    AnswerEvidence,
    AnswerFeedback,
    LiveUpdates,
    ThreadHistory,
    ThreadLoader,
    ThreadDeletion,
    DraftStore,
    Outbox,
    OutboxSender,
    QuestionQueue,
    NextQuestions,
    RequestSigner,
    { provide: ChatTransport, useClass: options.transport ?? HttpChatTransport },
    options.apiUrl === undefined ? [] : { provide: CHAT_API_URL, useValue: options.apiUrl },
    { provide: GET_TOKEN, useValue: options.getToken ?? null },
    options.reconnectDelay === undefined ? [] : { provide: RECONNECT_DELAY, useValue: options.reconnectDelay },
  ]);
}
