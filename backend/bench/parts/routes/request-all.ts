import type { Pool } from 'undici';
import type { ServerProcess } from '../../server-process.ts';

/** A request that is sent again and again. */
export interface RepeatedRequest {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: object;
}

export interface Cost {
  requestsPerSecond: number;
  cpuMsPerRequest: number;
}

const SENDERS = 16;

/** Sends a request `count` times, a few at once, and tells what that cost the server. Throws at an answer that is no 200. */
export async function requestAll(
  server: ServerProcess,
  pool: Pool,
  { method, path, headers = {}, body }: RepeatedRequest,
  count: number,
): Promise<Cost> {
  let left = count;
  const send = async (): Promise<void> => {
    while (left-- > 0) {
      const answer = await pool.request({
        method,
        path,
        headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
        body: body ? JSON.stringify(body) : null,
      });
      const text = await answer.body.text();
      if (answer.statusCode !== 200) throw new Error(`${method} ${path} answered ${answer.statusCode}: ${text}`);
    }
  };
  const before = await server.measure();
  const started = performance.now();
  await Promise.all(Array.from({ length: SENDERS }, send));
  const seconds = (performance.now() - started) / 1_000;
  const after = await server.measure();
  const cpuMs = (after.cpuMicroseconds - before.cpuMicroseconds) / 1_000;
  return { requestsPerSecond: count / seconds, cpuMsPerRequest: cpuMs / count };
}
