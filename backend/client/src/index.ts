export * from './generated/index.js';
export { type Client } from './generated/client/index.js';
export { type ChatKitOptions, chatKit } from './chat-kit.js';
export { ProblemError } from './problem-error.js';
export { type Frame, readFrames } from './read-frames.js';
export {
  type FollowOptions,
  followMessage,
  type ListenOptions,
  listenToEvents,
  streamMessage,
  type StreamOptions,
} from './streams.js';
