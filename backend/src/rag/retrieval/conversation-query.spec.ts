import { describe, expect, it } from '@jest/globals';
import { conversationQuery } from './conversation-query.js';

describe('conversationQuery', () => {
  it('searches for a first question as it stands', () => {
    expect(conversationQuery('What is it?', [])).toEqual([{ text: 'What is it?', weight: 1 }]);
  });

  it('lets the new question weigh most, then the one before, then keywords of the rest', () => {
    const conversation = [
      { role: 'user' as const, content: 'first' },
      { role: 'assistant' as const, content: 'first answer' },
      { role: 'user' as const, content: 'second' },
      { role: 'assistant' as const, content: 'second answer' },
      { role: 'user' as const, content: 'third' },
      { role: 'assistant' as const, content: 'third answer' },
    ];
    expect(conversationQuery('new', conversation)).toEqual([
      { text: 'new', weight: 3 },
      { text: 'third', weight: 1 },
      { text: 'third answer', weight: 1, keywords: 8 },
      { text: 'second\nfirst', weight: 1, keywords: 8 },
    ]);
  });

  it('does without an answer that has not come', () => {
    expect(conversationQuery('new', [{ role: 'user', content: 'old' }])).toEqual([
      { text: 'new', weight: 3 },
      { text: 'old', weight: 1 },
    ]);
  });
});
