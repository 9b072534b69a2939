// Runs the backend's whole-app specs, or those that the first argument names, against a real PostgreSQL server.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startPostgresServer } from './postgres-server.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [specs = 'backend/test', ...options] = process.argv.slice(2);
const server = await startPostgresServer();
console.error('Running the whole-app specs on a PostgreSQL server ...');

const jest = spawn(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    '--config=backend/jest.config.mjs',
    `--testPathPatterns=${specs}`,
    ...options,
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, TEST_DATABASE_URL: server.url } },
);
const [code] = await once(jest, 'exit');
await server.stop();
process.exit(code ?? 1);
