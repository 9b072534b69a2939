import type { Account } from '../../contenders/account.ts';
import type { Instances } from './instances.ts';

const ANSWERS = 10;

/** From the request to stop until a reader beside the writing instance hears that the answer has ended. */
export async function measureStops(instances: Instances, asker: () => Account): Promise<number[]> {
  const times: number[] = [];
  for (let answer = 0; answer < ANSWERS; answer++) {
    const reader = await instances.ask();
    const begun = performance.now();
    const stopping = asker().post(`/api/chat/messages/${reader.messageId}/stop`, {});
    times.push((await reader.until(({ status }) => status === 'stopped')) - begun);
    await stopping;
  }
  return times;
}
