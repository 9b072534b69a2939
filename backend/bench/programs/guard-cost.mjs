// Prints as JSON what guard, limit and validation cost a request, in microseconds of CPU time of this process.
import { Reflector } from '@nestjs/core';
import { sendMessageSchema } from '@chatkit/contract';

const from = (path) => import(new URL(`../../../dist/backend/${path}`, import.meta.url).href);
const [{ createApp }, { openDatabase }, { readEnv }, { AuthGuard }, { Sessions }, { ApiKeys }] = await Promise.all(
  ['create-app', 'database/database', 'env', 'auth/auth.guard', 'auth/sessions', 'auth/api-keys'].map((name) =>
    from(`${name}.js`),
  ),
);
const { ValidationPipe } = await from('http/validation.pipe.js');
const { ThreadsController } = await from('threads/threads.controller.js');

const WARM_UP = 3_000;
const CALLS = 10_000;
const ROUNDS = 5;
const [token, key] = process.argv.slice(2);

const env = readEnv();
const { app, close } = await createApp(env, await openDatabase(env, () => undefined));
const response = { destroyed: true, set() {} };
const watch = { watch() {} };
const guard = new AuthGuard(new Reflector(), app.get(Sessions), app.get(ApiKeys), watch, env);
const pipe = new ValidationPipe();
const body = { content: 'How many days of holiday do employees get in a year?', clientMessageId: crypto.randomUUID() };

const contextOf = (headers) => {
  const request = { method: 'GET', headers };
  return {
    getHandler: () => ThreadsController.prototype.list,
    getClass: () => ThreadsController,
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => response }),
  };
};
const bySession = contextOf({ authorization: `Bearer ${token}` });
const byKey = contextOf({ 'x-api-key': key });

const figures = {
  session: await cpuOf(() => guard.canActivate(bySession)),
  key: await cpuOf(() => guard.canActivate(byKey), CALLS / 5),
  validation: await cpuOf(() => pipe.transform(body, { type: 'body', schema: sendMessageSchema })),
};
console.log(JSON.stringify(figures));
await close();
process.exit(0);

async function cpuOf(call, calls = CALLS) {
  for (let i = 0; i < WARM_UP; i++) await call();
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i++) await call();
    const { user, system } = process.cpuUsage(before);
    rounds.push((user + system) / calls);
  }
  return rounds.sort((a, b) => a - b)[ROUNDS >> 1];
}
