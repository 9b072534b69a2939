import { describe, expect, it } from '@jest/globals';
import { WorkLimit } from './work-limit.js';

describe('WorkLimit', () => {
  /** Work that ends when it is told to, and says in which order it began. */
  function works(limit: WorkLimit) {
    const begun: string[] = [];
    const ends = new Map<string, PromiseWithResolvers<string>>();
    const start = (name: string) => {
      const end = Promise.withResolvers<string>();
      ends.set(name, end);
      return limit.run(() => {
        begun.push(name);
        return end.promise;
      });
    };
    return { begun, start, end: (name: string) => ends.get(name) };
  }

  it('begins what waits in order, and turns more away with a time to come back', async () => {
    const { begun, start, end } = works(new WorkLimit(1, 2));
    const all = ['a', 'b', 'c'].map(start);
    await expect(start('d')).rejects.toMatchObject({
      status: 503,
      code: 'unavailable',
      headers: { 'retry-after': '10' },
    });
    for (const name of ['a', 'b', 'c']) end(name)?.resolve(name);
    expect(await Promise.all(all)).toEqual(['a', 'b', 'c']);
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('hands a place on, so that nobody slips in between', async () => {
    const { begun, start, end } = works(new WorkLimit(1, 5));
    let atOnce = 0;
    let most = 0;
    const counted = async (name: string) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await Promise.resolve();
      atOnce -= 1;
      return name;
    };
    const limit = new WorkLimit(1, 5);
    const first = limit.run(() => counted('first'));
    const second = limit.run(() => counted('second'));
    const third = first.then(() => limit.run(() => counted('third'))); // comes just when the place goes over
    expect(await Promise.all([first, second, third])).toEqual(['first', 'second', 'third']);
    expect(most).toBe(1);
    const failing = start('failing');
    const next = start('next');
    end('failing')?.reject(new Error('no'));
    end('next')?.resolve('next');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('next');
    expect(begun).toEqual(['failing', 'next']);
  });
});
