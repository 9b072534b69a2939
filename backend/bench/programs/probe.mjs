// Preloaded into the servers that are measured: tells the parent process what this one has used, when asked.
import { setImmediate } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.channel) {
  process.on('message', async ({ collectGarbage }) => {
    if (collectGarbage) await collectAll();
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMicroseconds: user + system, ...process.memoryUsage() });
  });
  // However the parent ends, nothing that it started is left behind.
  process.once('disconnect', () => process.exit());
  process.channel.unref();
}

// What finalizers let go of is collected by the next round.
async function collectAll() {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await setImmediate();
  }
}
