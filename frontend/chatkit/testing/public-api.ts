export * from './builders';
export * from './scripted-chat-transport';
