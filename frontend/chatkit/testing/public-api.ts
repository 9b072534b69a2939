export * from './builders';
export * from './scripted-chat-transport';
export { translationComplaints } from './translation-complaints';
