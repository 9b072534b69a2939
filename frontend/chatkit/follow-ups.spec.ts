import { fromStored, type ChatMessage } from './chat-message';
import { followUpsOf } from './follow-ups';
import { buildAnswer, buildCitation, buildQuestion } from './testing/builders';

const under = (...headingPath: string[]) => buildCitation({ headingPath });

function thread(answer: Partial<ChatMessage>, question = 'How do I travel?'): ChatMessage[] {
  return [fromStored(buildQuestion({ content: question })), { ...fromStored(buildAnswer()), ...answer }];
}

describe('follow-up questions', () => {
  it('are those above the passages that the answer did not use', () => {
    const citations = [under('Travel', 'Which class may I book?')];
    const sources = [
      ...citations,
      under('Travel', 'Who pays for the hotel?', 'Abroad'),
      under('Travel', 'Prices'),
      under('Wo steige ich um？'),
      under('Travel', 'Who pays for the hotel?'),
    ];
    expect(followUpsOf(thread({ citations, sources }))).toEqual(['Who pays for the hotel?', 'Wo steige ich um？']);
  });

  it('are never what was asked already, and three at most', () => {
    const sources = ['HOW do I travel?!?', 'A?', 'B?', 'C?', 'D?'].map((heading) => under(heading));
    expect(followUpsOf(thread({ sources }))).toEqual(['A?', 'B?', 'C?']);
  });

  it('come from what was found where the answer was read back', () => {
    const found = [{ headingPath: ['Travel', 'Which class?'] }, { headingPath: ['Who pays?'] }];
    expect(followUpsOf(thread({ citations: [under('Which class?')] }), found)).toEqual(['Who pays?']);
  });

  it('lead to the nearest passages where nothing was found', () => {
    expect(followUpsOf(thread({ status: 'no_answer', citations: [under('Who pays?')] }))).toEqual(['Who pays?']);
  });

  it.each(['generating', 'stopped', 'failed'] as const)('are not offered behind an answer that is %s', (status) => {
    expect(followUpsOf(thread({ status, sources: [under('Who pays?')] }))).toEqual([]);
  });
});
