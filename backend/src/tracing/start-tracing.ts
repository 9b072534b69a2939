import type { Env } from '../env.js';

/** Sends what has not been sent yet, and stops. */
export type StopTracing = () => Promise<void>;

/** Begins to trace where the settings name a receiver. Nothing of the SDK is loaded otherwise. */
export async function startTracing(env: Env): Promise<StopTracing | undefined> {
  if (!env.OTEL_EXPORTER_OTLP_ENDPOINT) return undefined;
  const { sendTraces } = await import('./send-traces.js');
  return sendTraces(env.OTEL_EXPORTER_OTLP_ENDPOINT, env.OTEL_SERVICE_NAME);
}
