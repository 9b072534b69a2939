// Checks docker-compose.yml against the compose schema and the linter's rules, and its variables against .env.example.
import { readFileSync } from 'node:fs';
import { DCLinter } from 'dclint';

process.chdir(new URL('..', import.meta.url).pathname);

// It does not see that the variable in front of the port is an interface.
const rules = { 'no-unbound-port-interfaces': 0 };

const complaints = [
  ...lintComplaints('docker-compose.yml'),
  ...variableComplaints('docker-compose.yml', '.env.example'),
];
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exit(1);
console.log('docker-compose.yml fits the compose schema, and .env.example names its variables.');

function lintComplaints(file) {
  return new DCLinter({ rules, exclude: [] })
    .lintFiles([file], false)
    .flatMap(({ messages }) => messages.map(({ line, message, rule }) => `${file}:${line} ${message} (${rule})`));
}

function variableComplaints(composeFile, exampleFile) {
  const used = new Set([...readFileSync(composeFile, 'utf8').matchAll(/\$\{(\w+)/g)].map(([, name]) => name));
  const explained = new Set([...readFileSync(exampleFile, 'utf8').matchAll(/^(\w+)=/gm)].map(([, name]) => name));
  return [
    ...[...used.difference(explained)].map(
      (name) => `${composeFile} uses ${name}, which ${exampleFile} does not explain.`,
    ),
    ...[...explained.difference(used)].map(
      (name) => `${exampleFile} explains ${name}, which ${composeFile} does not use.`,
    ),
  ];
}
