import { describe, expect, it, jest } from '@jest/globals';
import type { Citation } from '@chatkit/contract';
import { OfflineLanguageModel } from './offline-language-model.js';

function passage(n: number, quote: string, headingPath: string[] = []): Citation {
  return {
    n,
    quote,
    headingPath,
    title: 'Guide',
    documentId: '',
    versionId: '',
    start: 0,
    end: quote.length,
    hash: '',
  };
}

async function answer(question: string, passages: Citation[]) {
  const pieces: string[] = [];
  const prompt = { system: '', history: [], passages, question };
  const listener = { onText: (piece: string) => void pieces.push(piece) };
  await new OfflineLanguageModel().write(prompt, listener, new AbortController().signal);
  const text = pieces.join('');
  const quotes = [...text.matchAll(/^> ([^]*?) \[(\d+)\]$/gm)].map(([, quote, n]) => ({
    quote: quote?.replaceAll('\n> ', '\n'),
    n: Number(n),
  }));
  return { pieces, text, quotes };
}

const database = passage(
  1,
  '# Database\n\nThe embedded database needs no setup at all. To use your own PostgreSQL server, set `DATABASE_URL`\n' +
    'before the first start. Backups are described elsewhere.',
);
const models = passage(2, '## Models\n\n- Set `CHAT_MODEL` to name a model.\n- Without one, answers are quoted.');

describe('OfflineLanguageModel', () => {
  it('quotes the sentence that answers the question, with its number', async () => {
    const { text, quotes } = await answer('How do I use my own PostgreSQL server?', [database, models]);
    expect(text).toMatch(/^No language model is configured/);
    expect(quotes).toContainEqual({
      quote: 'To use your own PostgreSQL server, set `DATABASE_URL`\nbefore the first start.',
      n: 1,
    });
  });

  it('quotes only what stands in the passage, word for word', async () => {
    const passages = [database, models];
    const { quotes } = await answer('Which model answers without a database?', passages);
    expect(quotes.length).toBeGreaterThanOrEqual(2);
    for (const { quote, n } of quotes) expect(passages[n - 1]?.quote).toContain(quote);
  });

  it('marks every line of a quotation as quoted', async () => {
    const { text } = await answer('How do I use my own PostgreSQL server?', [database, models]);
    expect(text).toContain('> To use your own PostgreSQL server, set `DATABASE_URL`\n> before the first start. [1]');
  });

  it('begins no quotation inside an address or code', async () => {
    const sentence = 'Connect with `postgres://db/chat?sslmode=verify-full` to check the certificate of the server.';
    const { quotes } = await answer('Is the certificate checked?', [passage(1, `${sentence} Then start it again.`)]);
    expect(quotes).toContainEqual({ quote: sentence, n: 1 });
  });

  it('ends sentences where a script puts no space after them', async () => {
    const chinese = passage(
      1,
      '员工出差应当首先选择火车并且提前预订车票和住宿。超过六小时的旅程可以预订机票但是需要得到主管的批准。',
    );
    expect((await answer('机票', [chinese])).quotes).toHaveLength(2);
  });

  it('quotes some clauses where no mark ends a sentence', async () => {
    const rules = 'พนักงานควรเลือกรถไฟก่อน และจองตั๋วล่วงหน้าสองสัปดาห์ ค่าที่พักจ่ายตามใบเสร็จ '.repeat(10);
    const flights = 'การเดินทางที่นานกว่าหกชั่วโมงสามารถจองตั๋วเครื่องบินได้';
    const thai = passage(1, `${rules}${flights} ${rules.trim()}`);
    const { quotes } = await answer('จองตั๋วเครื่องบินได้เมื่อใด', [thai]);
    const fitting = quotes.filter(({ quote }) => quote?.includes(flights));
    expect(fitting).toHaveLength(1);
    for (const { quote = '' } of quotes) {
      expect(thai.quote).toContain(quote);
      expect(quote.length).toBeLessThan(300);
    }
  });

  it('arrives in several pieces', async () => {
    expect((await answer('Which database?', [database, models])).pieces.length).toBeGreaterThan(2);
  });

  it('quotes no headings, tables, code, images or text that reads like a citation', async () => {
    const noisy = passage(
      1,
      '# The port heading that is quite long\n\n| port | The port of the table row here. |\n\n```sh\nPORT=3000 is the port to set.\n```\n\n' +
        '![The port in an image of some size.](http://evil.example/port)\n\nThe port is explained in source [2] at length.\n\n' +
        'The service listens on one port.',
    );
    expect((await answer('Which port?', [noisy])).quotes).toEqual([
      { quote: 'The service listens on one port.', n: 1 },
    ]);
  });

  it('lets the headings above a sentence speak for it', async () => {
    const install = passage(1, 'Run the command and wait a minute.', ['Install on Windows']);
    const remove = passage(2, 'Delete the folder and its contents.', ['Uninstall']);
    expect((await answer('install on windows', [remove, install])).quotes.at(-1)?.quote).toMatch(/^Run the command/);
  });

  it('says so when there is nothing to quote', async () => {
    expect((await answer('Which port?', [])).text).toMatch(/no sentence to quote/);
    expect((await answer('Which port?', [passage(1, '| a | b |')])).text).toMatch(/nearest passage is \[1\]/);
  });

  it('stops when it is aborted', async () => {
    const stop = AbortSignal.abort(new Error('stopped'));
    const prompt = { system: '', history: [], passages: [], question: 'x' };
    const onText = jest.fn();
    await expect(new OfflineLanguageModel().write(prompt, { onText }, stop)).rejects.toThrow('stopped');
    expect(onText).not.toHaveBeenCalled();
  });
});
