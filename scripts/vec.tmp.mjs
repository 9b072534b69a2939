import { spawn } from 'node:child_process';
import { startPostgresServer } from './postgres-server.mjs';
const D='/work/shared/data', corpus=(n)=>`${D}/${n}/corpus.jsonl.gz`;
const server = await startPostgresServer();
let port=8291;
for (const set of process.argv.slice(2)) {
  const m = spawn(process.execPath, ['/work/shared/tools/lsa-embeddings.mjs','--port',String(++port),corpus(set),corpus('distractors')],{stdio:['ignore','pipe','inherit']});
  await new Promise((r)=>m.stdout.once('data',r));
  console.log('fitted', set, new Date().toISOString());
  const c = spawn(process.execPath, ['dist/q/evaluate.js', `${D}/${set}`,'--extra',corpus('distractors'),'--json',`/tmp/pf/q/${set}.json`],{env:{...process.env,DATABASE_URL:server.url,BETTER_AUTH_SECRET:'x'.repeat(40),OPENAI_BASE_URL:`http://127.0.0.1:${port}/v1`,EMBEDDING_MODEL:'stand-in'},stdio:['ignore','inherit','inherit']});
  await new Promise((r)=>c.once('exit',r));
  m.kill(); console.log('done', set, new Date().toISOString());
}
await server.stop();
