import type { RouteFigures } from '../parts/routes.ts';
import { rounded, type Table, verdict } from './cells.ts';

const GUARD_TARGET_MS = 0.5;

export function routesTable({ routes, guard: { session, key, validation } }: RouteFigures): Table {
  const ms = (microseconds: number) => microseconds / 1_000;
  const alone = (figure: string, cpuMs: number, ...judged: string[]) =>
    [figure, '', '', rounded(cpuMs), '', '', ...judged, '', ''].slice(0, 8);
  const judged = (cpuMs: number) => [`at most ${GUARD_TARGET_MS}`, verdict(cpuMs <= GUARD_TARGET_MS)];
  return [
    ['Route', 'Requests per second', 'Floor', 'CPU per request (ms)', 'Floor', 'x floor', 'Target', 'Result'],
    ...routes.map(({ name, product, floor }) => [
      name,
      rounded(product.requestsPerSecond),
      rounded(floor?.requestsPerSecond),
      rounded(product.cpuMsPerRequest),
      rounded(floor?.cpuMsPerRequest),
      floor ? `${(product.cpuMsPerRequest / floor.cpuMsPerRequest).toFixed(2)}x` : '',
      '',
      '',
    ]),
    alone('Of these: guard, session remembered', ms(session)),
    alone('Of these: guard and limit, API key', ms(key)),
    alone('Of these: validation of a question', ms(validation)),
    alone('Guard and validation, by session', ms(session + validation), ...judged(ms(session + validation))),
    alone('Guard, limit and validation, by API key', ms(key + validation), ...judged(ms(key + validation))),
  ];
}
