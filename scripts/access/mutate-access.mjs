// Removes every check of an owner, a scope or a role in turn, and looks whether the specs of access turn red:
// node scripts/access/mutate-access.mjs [--only TEXT] [--sample N] [--from N] [--to N] [--list]
import { spawn } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ACCESS_CHECKS, GUARDED_TWICE } from './access-checks.mjs';

const root = new URL('../..', import.meta.url).pathname;
/** The first one notices most, and by itself it is quick. */
const SPECS = [
  ['test/authorization'],
  ['test/side-doors', 'test/origins', 'test/embed-tokens', 'test/rag-sample-knowledge'],
];
const LINKED = ['node_modules', 'dist', 'docs', 'package.json', 'nx.json', 'tsconfig.base.json'];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    sample: { type: 'string' },
    from: { type: 'string', default: '1' },
    to: { type: 'string', default: 'Infinity' },
    list: { type: 'boolean' },
  },
});
const mutants = chosen(findMutants());
if (values.list) {
  mutants.forEach(({ name, line }) => console.log(`${name}\n    ${line}`));
  process.exit();
}

const copy = mkdtempSync(join(tmpdir(), 'chatkit-mutants-'));
process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
process.once('SIGINT', () => process.exit(130));
cpSync(join(root, 'backend'), join(copy, 'backend'), { recursive: true });
for (const name of LINKED) symlinkSync(join(root, name), join(copy, name));

if (!(await specsPass('inherit'))) {
  console.error('The specs fail without a mutation: nothing can be said.');
  process.exit(1);
}
const survivors = [];
for (const [i, mutant] of mutants.entries()) {
  if (i + 1 < values.from || i + 1 > values.to) continue;
  const file = join(copy, mutant.file);
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, mutant.text);
  const survived = await specsPass();
  writeFileSync(file, before);
  const verdict = !survived ? 'red' : mutant.why ? `green, as expected: ${mutant.why}` : 'SURVIVED';
  console.log(`${i + 1}/${mutants.length} ${mutant.name}: ${verdict}`);
  if (survived && !mutant.why) survivors.push(mutant);
}
survivors.forEach(({ name, line }) => console.error(`SURVIVED: ${name}\n    ${line}`));
const twice = mutants.filter(({ why }) => why).length;
console.log(
  `${mutants.length} checks removed one by one, ${survivors.length} not noticed, ${twice} of them guarded twice`,
);
process.exit(survivors.length ? 1 : 0);

/** One for each place where a check stands. */
function findMutants() {
  const found = [];
  for (const file of globSync('backend/src/**/*.ts', { cwd: root }).sort()) {
    if (file.endsWith('.spec.ts')) continue;
    const source = readFileSync(join(root, file), 'utf8');
    for (const { kind, pattern, without } of ACCESS_CHECKS)
      for (const match of source.matchAll(pattern)) {
        const replaced = match[0].replace(new RegExp(pattern.source, pattern.flags.replace('g', '')), without);
        if (replaced === match[0]) continue;
        const lineNumber = source.slice(0, match.index).split('\n').length;
        const line = source.split('\n')[lineNumber - 1].trim();
        const why = GUARDED_TWICE.find(
          (known) =>
            file.endsWith(known.file) && match[0].includes(known.check) && (!known.line || line.includes(known.line)),
        )?.why;
        found.push({
          name: `${file}:${lineNumber} ${kind}`,
          file,
          line,
          why,
          text: source.slice(0, match.index) + replaced + source.slice(match.index + match[0].length),
        });
      }
  }
  return found;
}

/** Those that were asked for; a sample is spread evenly, and the same each time. */
function chosen(all) {
  const named = values.only ? all.filter(({ name, line }) => `${name} ${line}`.includes(values.only)) : all;
  if (!values.sample) return named;
  const step = Math.max(1, Math.floor(named.length / Number(values.sample)));
  return named.filter((_, i) => i % step === 0).slice(0, Number(values.sample));
}

async function specsPass(stdio = 'ignore') {
  for (const specs of SPECS) if (!(await pass(specs, stdio))) return false;
  return true;
}

function pass(specs, stdio) {
  const jest = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    join(root, 'node_modules/jest/bin/jest.js'),
    '-c',
    'backend/jest.config.mjs',
    '--bail',
    ...specs,
  ];
  const run = spawn(process.execPath, jest, { cwd: copy, stdio });
  return new Promise((resolve) => run.once('exit', (code) => resolve(code === 0)));
}
