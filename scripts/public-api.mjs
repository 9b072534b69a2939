// Writes down in frontend/chatkit/api what the built package exports; with --check it fails when that is out of date.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const kept = join(root, 'frontend/chatkit/api');
const built = join(root, 'dist/chatkit');
const working = join(root, 'dist/public-api');
/** By what they are imported as: the name of their file. */
const entries = {
  '@chatkit/angular': 'chatkit-angular',
  '@chatkit/angular/languages': 'chatkit-angular-languages',
  '@chatkit/angular/testing': 'chatkit-angular-testing',
};
/** TypeScript lists them in the order in which it met them, which changes with other files. */
const CHOICE = /"[^"]*"(?: \| "[^"]*")+/g;
const checking = process.argv.includes('--check');

await mkdir(kept, { recursive: true });
await mkdir(working, { recursive: true });
for (const file of Object.values(entries)) await writeUsable(`${file}.d.ts`);
const changed = Object.values(entries).filter((file) => extract(file).apiReportChanged);
if (checking && changed.length > 0) {
  console.error('frontend/chatkit/api does not fit what the package exports: run `npm run public-api` and commit it.');
  process.exit(1);
}

/** The declarations without what only templates and Angular use. */
async function writeUsable(file) {
  const text = await readFile(join(built, 'types', file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
  const members = source.statements.filter(ts.isClassDeclaration).flatMap((declared) => [...declared.members]);
  const usable = members.filter(isInternal).reduceRight((whole, member) => {
    return whole.slice(0, member.getFullStart()) + whole.slice(member.getEnd());
  }, text);
  await writeFile(join(working, file), usable.replace(CHOICE, sorted));
}

function sorted(choice) {
  return choice.split(' | ').sort().join(' | ');
}

function isInternal(member) {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const name = member.name?.text ?? '';
  return (ts.getCombinedModifierFlags(member) & hidden) !== 0 || /^(#|ɵ(?!cmp))/.test(name);
}

function extract(file) {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: join(root, 'api-extractor.json'),
    packageJsonFullPath: join(built, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(working, `${file}.d.ts`),
      compiler: { overrideTsconfig: describeCompiler() },
      apiReport: { enabled: true, reportFolder: kept, reportTempFolder: working, reportFileName: `${file}.api.md` },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
    },
  });
  return Extractor.invoke(config, { localBuild: !checking, messageCallback: report });
}

/** Advice about comments is for libraries that are documented by them. */
function report(message) {
  message.logLevel = message.category === 'compiler' ? 'error' : 'none';
}

function describeCompiler() {
  const paths = Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [name, [join(working, `${file}.d.ts`)]]),
  );
  const lib = ['es2024', 'dom', 'dom.iterable', 'dom.asynciterable'];
  return {
    compilerOptions: {
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      strict: true,
      lib,
      types: [],
      paths,
    },
    include: [working],
  };
}
