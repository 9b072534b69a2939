// A portal of its own address that embeds the chat for its people:
// CHATKIT_URL=http://127.0.0.1:3000 CHATKIT_KEY=chatkit_... node frontend/examples/portal.mjs html|react
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const [example = 'html'] = process.argv.slice(2);
const { CHATKIT_URL: chat = 'http://127.0.0.1:3000', CHATKIT_KEY: key = '', PORT: port = '8080' } = process.env;
const files = join(import.meta.dirname, example);
const types = { '.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript' };

/** What a careful portal allows: its own files, the chat, and no text that becomes code. */
const policy = [
  "default-src 'none'",
  `script-src 'self' ${chat}`,
  "style-src 'self'",
  `connect-src 'self' ${chat}`,
  "img-src 'self' data:",
  `frame-src ${chat}`,
  "require-trusted-types-for 'script'",
].join('; ');

/** Who is signed in to the portal, by the cookie of their browser. Yours knows better who somebody is. */
const sessions = new Map();
const people = [
  { email: 'ada@portal.example', name: 'Ada Lovelace' },
  { email: 'grace@portal.example', name: 'Grace Hopper' },
];

const routes = {
  'POST /session': signIn,
  'DELETE /session': signOut,
  'POST /chat-token': sendToken,
};

const server = createServer((request, response) => {
  const route = routes[`${request.method} ${request.url}`] ?? sendFile;
  Promise.resolve(route(request, response)).catch((error) => response.writeHead(500).end(String(error)));
});
server.listen(Number(port), 'localhost', () => console.log(`Portal http://localhost:${server.address().port}`));

const sessionOf = ({ headers }) => /(?:^|; )portal=([\w-]+)/.exec(headers.cookie ?? '')?.[1];
const personOf = (request) => sessions.get(sessionOf(request)) ?? null;

async function signIn(request, response) {
  const email = await Array.fromAsync(request).then((chunks) => Buffer.concat(chunks).toString());
  const session = randomUUID();
  sessions.set(session, people.find((person) => person.email === email) ?? null);
  response.writeHead(204, { 'set-cookie': `portal=${session}; HttpOnly; SameSite=Lax; Path=/` }).end();
}

/** Whoever leaves the portal leaves the chat as well. */
async function signOut(request, response) {
  const person = personOf(request);
  sessions.delete(sessionOf(request));
  if (person !== null) await ask('sign-out', { email: person.email });
  response.writeHead(204).end();
}

/** A token for the person whom we know, never for one that the page names. */
async function sendToken(request, response) {
  const person = personOf(request);
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  if (person === null) return response.writeHead(200, headers).end('null');
  const answer = await ask('tokens', { ...person, origin: `http://${request.headers.host}` });
  response.writeHead(answer.status, headers).end(await answer.text());
}

function ask(what, body) {
  return fetch(`${chat}/api/embed/${what}`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

async function sendFile({ url }, response) {
  const name = url === '/' ? 'index.html' : url.slice(1);
  const text = /^[\w-]+\.\w+$/.test(name) ? await textOf(name).catch(() => null) : null;
  if (text === null) return response.writeHead(404).end();
  const headers = { 'content-type': types[extname(name)] ?? 'text/plain', 'content-security-policy': policy };
  response.writeHead(200, headers).end(text.replaceAll('/embed/chat-kit.js', `${chat}/embed/chat-kit.js`));
}

/** The page in React is made of its source when it is asked for. */
async function textOf(name) {
  if (name !== 'bundle.js') return readFile(join(files, name), 'utf8');
  const { build } = await import('esbuild');
  const page = { entryPoints: [join(files, 'page.jsx')], bundle: true, minify: true, write: false };
  const { outputFiles } = await build({
    ...page,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  return outputFiles[0].text;
}
