import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** The component that holds the chat, by its selector, which stays in the built code. */
const CHAT_PAGE = 'app-portal-chat';
const IN_PAGE = /<(?:script|link)\b[^>]*?\b(?:src|href)="([\w-]+\.(?:js|css))"/g;
const IMPORT = /\b(?:from|import)\s*["'`]\.\/([\w-]+\.js)["'`]/g;
const LAZY_IMPORT = /\bimport\(\s*["'`]\.\/([\w-]+\.js)["'`]/g;

const folder = fileURLToPath(new URL('../../../dist/frontend/browser/', import.meta.url));

/** Gzipped kilobytes (of 1,000 bytes). */
export interface PageFigures {
  /** The page with all that it loads before anything is clicked or routed. */
  initialKb: number;
  /** What comes on top until the chat of somebody who is signed in is on the screen. */
  chatKb: number;
}

/** Weighs the built user interface. */
export async function measurePage(): Promise<PageFigures> {
  const files = await readBuild();
  const index = files.get('index.html') ?? '';
  const initial = withImports(matches(IN_PAGE, index), files);
  const chat = [...withImports(leadingToChat(files), files)].filter((name) => !initial.has(name));
  return { initialKb: gzippedKb(['index.html', ...initial], files), chatKb: gzippedKb(chat, files) };
}

type Files = ReadonlyMap<string, string>;

async function readBuild(): Promise<Files> {
  const names = (await readdir(folder)).filter((name) => /\.(?:html|js|css)$/.test(name));
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(folder + name, 'utf8')] as const)));
}

/** The chunk with the chat in it, and those that load one of these when they are needed. */
function leadingToChat(files: Files): Set<string> {
  const isChat = (code: string) => code.includes(CHAT_PAGE);
  const chain = new Set(
    [...files].filter(([name, code]) => name.endsWith('.js') && isChat(code)).map(([name]) => name),
  );
  if (chain.size === 0) throw new Error(`no chunk holds ${CHAT_PAGE}`);
  // A set that is being walked gives what is added to it, too.
  for (const chunk of chain) {
    for (const [name, code] of files) if (matches(LAZY_IMPORT, code).has(chunk)) chain.add(name);
  }
  return chain;
}

function withImports(start: Set<string>, files: Files): Set<string> {
  const all = new Set(start);
  for (const name of all) for (const imported of matches(IMPORT, files.get(name) ?? '')) all.add(imported);
  return all;
}

function matches(pattern: RegExp, text: string): Set<string> {
  return new Set(Array.from(text.matchAll(pattern), ([, name]) => name ?? ''));
}

function gzippedKb(names: string[], files: Files): number {
  const bytes = names.map((name) => gzipSync(files.get(name) ?? '').length);
  return bytes.reduce((sum, size) => sum + size, 0) / 1_000;
}
