import type { MessagePort } from 'node:worker_threads';

/** Interactive work is served before background work, statement by statement. */
export type Lane = 'interactive' | 'background';

export interface WorkerOptions {
  dataDirectory: string;
  sharedBuffers: string;
  port: MessagePort;
}

export type ToWorker =
  | { kind: 'batch'; client: number; ticket: number; lane: Lane; bytes: Uint8Array; prepares: string[] }
  | { kind: 'withdraw'; client: number; ticket: number }
  | { kind: 'leave'; client: number }
  | { kind: 'close' };

export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'output'; client: number; bytes: Uint8Array }
  | { kind: 'done'; client: number; bytes: Uint8Array; inTransaction: boolean }
  | { kind: 'withdrawn'; client: number; ticket: number }
  | { kind: 'left'; client: number }
  | { kind: 'fatal'; reason: string }
  | { kind: 'closed' };
