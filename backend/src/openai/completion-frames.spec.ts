import { describe, expect, it } from '@jest/globals';
import { Completion } from './completion.js';
import { CompletionFrames } from './completion-frames.js';

const completion = new Completion({ id: '1', model: 'chatkit-rag', includeUsage: false, urlOf: () => '' });

describe('CompletionFrames', () => {
  it('goes on with an answer that begins anew before its first words', () => {
    const frames = new CompletionFrames(completion);
    expect(frames.frame({ type: 'restart' })).toBe('');
    expect(frames.frame({ type: 'delta', text: 'Now.' })).toContain('"content":"Now."');
    expect(frames.ended).toBe(false);
  });

  it('breaks off where an answer begins anew after its first words, for those cannot be taken back', () => {
    const frames = new CompletionFrames(completion);
    frames.frame({ type: 'delta', text: 'Half' });
    expect(frames.frame({ type: 'restart' })).toContain('"code":"interrupted"');
    expect(frames.ended).toBe(true);
  });
});
