// Compacts the styles of the element's loader, and writes .br and .gz beside each text of the built pages that becomes smaller by
// it: node scripts/compress.mjs
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const FOLDERS = ['frontend/browser', 'element/browser', 'console'];
const TEXTS = '**/*.{js,mjs,css,html,svg,json,txt}';
const LEAST_BYTES = 1_000;

/** Each page is answered anew, with a nonce. */
const NEVER = 'index.html';

const brotli = (text) =>
  brotliCompressSync(text, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: text.length },
  });
const FORMS = { br: brotli, gz: (text) => gzipSync(text, { level: 9 }) };

compactStyles(fileURLToPath(new URL('../dist/element/browser/main.js', import.meta.url)));
for (const name of FOLDERS) {
  const folder = fileURLToPath(new URL(`../dist/${name}/`, import.meta.url));
  for (const old of globSync('**/*.{br,gz}', { cwd: folder })) rmSync(folder + old);
  for (const file of globSync(TEXTS, { cwd: folder })) {
    const text = readFileSync(folder + file);
    if (text.length < LEAST_BYTES || file === NEVER) continue;
    for (const [ending, compress] of Object.entries(FORMS)) writeFileSync(`${folder}${file}.${ending}`, compress(text));
  }
}

/** The loader holds its style sheets as text, and the build leaves them as they were written. */
function compactStyles(file) {
  const code = readFileSync(file, 'utf8');
  const compact = (sheet) =>
    sheet
      .replace(/\/\*[^]*?\*\//g, '')
      .replace(/\s*\n\s*/g, ' ')
      .replace(/([{};:,]) /g, '$1');
  writeFileSync(
    file,
    code.replace(/`(?:[^`\\]|\\.)*`/gs, (text) =>
      text.includes(':host') && text.includes('{') ? compact(text) : text,
    ),
  );
}
