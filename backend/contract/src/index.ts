export * from './chat-event.js';
export * from './citation.js';
export * from './document.js';
export * from './message.js';
export * from './page.js';
export * from './portal.js';
export * from './problem.js';
export * from './thread.js';
