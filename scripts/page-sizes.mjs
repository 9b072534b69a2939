// What each entry of the built user interface makes a browser load, by the imports of the built files.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const IN_PAGE = /<(?:script|link)\b[^>]*?\b(?:src|href)="([\w-]+\.(?:js|css))"/g;
const IMPORT = /\b(?:from|import)\s*["'`]\.\/([\w-]+\.js)["'`]/g;
const LAZY_IMPORT = /\bimport\(\s*["'`]\.\/([\w-]+\.js)["'`]/g;

/** The component that holds the chat, by its selector, which stays in the built code. */
const CHAT_PAGE = 'app-portal-chat';
const EMBEDDED_CHAT = 'ck-embedded-chat';

/** What is loaded only when an answer needs it, and words of it that stay in the built code. */
const ON_DEMAND = { 'colours of code': 'no-highlight', formulas: 'KaTeX parse error' };

/** Kilobytes (of 1,000 bytes), gzipped as the server sends them, that an entry may weigh. */
export const BUDGETS = { loader: 5, floating: 180, page: 250 };

/** Weighs the entries of the build, and lists what they load although it belongs to what is loaded on demand. */
export function measureSizes() {
  const pages = readBuild('frontend');
  const element = readBuild('element');
  const initial = withImports(matches(IN_PAGE, pages.get('index.html') ?? ''), pages);
  const chat = withImports(leadingTo(CHAT_PAGE, pages), pages);
  const loader = withImports(new Set(['main.js']), element);
  const floating = withImports(leadingTo(EMBEDDED_CHAT, element), element);
  return {
    loader: gzippedKb(loader, element),
    floating: gzippedKb(loader.union(floating), element),
    initial: gzippedKb(new Set(['index.html', ...initial]), pages),
    page: gzippedKb(new Set(['index.html']).union(initial).union(chat), pages),
    eager: [...onDemandIn(initial.union(chat), pages), ...onDemandIn(loader.union(floating), element)],
  };
}

function readBuild(name) {
  const folder = fileURLToPath(new URL(`../dist/${name}/browser/`, import.meta.url));
  const names = readdirSync(folder).filter((file) => /\.(?:html|js|css)$/.test(file));
  return new Map(names.map((file) => [file, readFileSync(folder + file, 'utf8')]));
}

/** The chunk with these words in it, and those that load one of these when they are needed. */
function leadingTo(words, files) {
  const chain = new Set(
    [...files].filter(([name, code]) => name.endsWith('.js') && code.includes(words)).map(([name]) => name),
  );
  if (chain.size === 0) throw new Error(`no chunk holds ${words}`);
  // A set that is being walked gives what is added to it, too.
  for (const chunk of chain) {
    for (const [name, code] of files) if (matches(LAZY_IMPORT, code).has(chunk)) chain.add(name);
  }
  return chain;
}

function withImports(start, files) {
  const all = new Set(start);
  for (const name of all) for (const imported of matches(IMPORT, files.get(name) ?? '')) all.add(imported);
  return all;
}

function onDemandIn(loaded, files) {
  return Object.entries(ON_DEMAND).flatMap(([what, words]) => {
    const holders = [...files].filter(([, code]) => code.includes(words)).map(([name]) => name);
    if (holders.length === 0) throw new Error(`no chunk holds the ${what}`);
    return holders.filter((name) => loaded.has(name)).map((name) => `${what} (${name})`);
  });
}

function matches(pattern, text) {
  return new Set(Array.from(text.matchAll(pattern), ([, name]) => name ?? ''));
}

function gzippedKb(names, files) {
  return [...names].reduce((sum, name) => sum + gzipSync(files.get(name) ?? '', { level: 9 }).length, 0) / 1_000;
}
