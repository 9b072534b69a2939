import type { Scope } from '@chatkit/contract';

/** What each scope lets a program do. */
export const scopeWords: readonly { readonly scope: Scope; readonly words: string }[] = [
  { scope: 'chat', words: 'Ask questions, and read and stop the answers' },
  { scope: 'search', words: 'Search the documents' },
  { scope: 'threads:read', words: 'Read your chats' },
  { scope: 'threads:write', words: 'Change and delete your chats' },
  { scope: 'documents:read', words: 'Read documents' },
  { scope: 'documents:write', words: 'Add, change and delete documents' },
];
