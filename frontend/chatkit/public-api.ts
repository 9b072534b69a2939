export { ChatKit } from './chat-kit';
export type { ChatStatus } from './open-thread';
export type { StoredQuestion } from './outbox-sender';
export type { DeletedThread } from './thread-deletion';
export { provideChatKit } from './provide-chat-kit';
export { provideHeadlessChatKit, type ChatKitOptions } from './provide-headless-chat-kit';
export type { ChatFrame } from './chat-frame';
export type { ReconnectDelay } from './follow-turn';
export type { ChatMessage, ChatMessageStatus, Connection, MessageEntry, QuestionEdit, Step } from './chat-message';
export { ChatProblem, toChatProblem, type ChatProblemCode } from './chat-problem';
export type { WaitingQuestion } from './waiting-question';
export * from '@chatkit/angular/languages';
export {
  ChatTransport,
  type MessagePageRequest,
  type PageRequest,
  type ThreadPageRequest,
} from './transport/chat-transport';
export { fetchFrom, fetchJson, queryOf, type HttpRequest } from './transport/http-client';
export { RequestSigner, type GetToken } from './transport/request-signer';
// first, for it brings the CDK's menu along: parts that follow each other in the bundle compress better
export { ThreadList, type ThreadExportRequest, type ThreadRename, type ThreadToggle } from './parts/thread-list';
export { AnswerTraceView } from './parts/answer-trace';
export { Composer } from './parts/composer';
export { ErrorNotice } from './parts/error-notice';
export { FollowUps } from './parts/follow-ups';
export { MarkdownView } from './parts/markdown';
export { MessageList, type VersionChoice } from './parts/message-list';
export { MessageView } from './parts/message';
export { QuestionEditor } from './parts/question-editor';
export { SourceList } from './parts/source-list';
export { SourceViewer } from './parts/source-viewer';
export { StartScreen } from './parts/start-screen';
export { VersionPicker } from './parts/version-picker';
export { WaitingQuestions } from './parts/waiting-questions';
export { ThreadSearch } from './parts/thread-search';
export { UndoNotice } from './parts/undo-notice';
export { copyText } from './copy-text';
export { controlStyles } from './parts/control-styles';
export { ChatLauncher } from './layouts/chat-launcher';
export { ChatPage } from './layouts/chat-page';
export { ChatPanel } from './layouts/chat-panel';
