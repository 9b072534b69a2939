// Compiles the examples of the Angular package's README against the built package, as an application elsewhere would.
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatDiagnostics, performCompilation, readConfiguration } from '@angular/compiler-cli';

const root = fileURLToPath(new URL('..', import.meta.url));
const application = join(root, 'dist/consumer');
const packages = { angular: join(root, 'dist/chatkit'), contract: join(root, 'backend/contract') };

rmSync(application, { recursive: true, force: true });
mkdirSync(join(application, 'node_modules/@chatkit'), { recursive: true });
for (const [name, path] of Object.entries(packages)) {
  symlinkSync(path, join(application, 'node_modules/@chatkit', name));
}

const readme = readFileSync(join(packages.angular, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
examples.forEach((code, place) => writeFileSync(join(application, `example-${place + 1}.ts`), code));
writeFileSync(join(application, 'tsconfig.json'), JSON.stringify(strictly()));

const { rootNames, options } = readConfiguration(join(application, 'tsconfig.json'));
const { diagnostics } = performCompilation({ rootNames, options });
if (examples.length === 0 || diagnostics.length > 0) {
  console.error(formatDiagnostics(diagnostics));
  console.error("The examples of the package's README do not compile against it.");
  process.exit(1);
}
console.log(`The Angular package compiles in an application elsewhere: ${examples.length} examples.`);

function strictly() {
  return {
    compilerOptions: {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2024', 'dom', 'dom.iterable', 'dom.asynciterable'],
      types: [],
    },
    angularCompilerOptions: { strictTemplates: true, strictInjectionParameters: true },
    include: ['*.ts'],
  };
}
