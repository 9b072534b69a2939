// Starts a real PostgreSQL with pgvector for tests and benchmarks. Nothing it stores is kept.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { findOrSetUpPostgres } from './postgres-installation.mjs';

const START_TIMEOUT_MS = 30_000;

/**
 * Gives `{ url, stop, crash }`: the server that TEST_DATABASE_URL names, or else one started here on a spare port. The user
 * of the URL may create databases and extensions. A server started here ends with this process, however that ends. It
 * answers before the disk has the data, unless it is to be `durable`. `crash` ends it at once with a signal, SIGKILL or
 * SIGQUIT, and starts it again on the same data; only a server started here has it.
 */
export async function startPostgresServer({ durable = false } = {}) {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: async () => {} };

  const installation = findOrSetUpPostgres();
  const dataDirectory = `/tmp/chatkit-postgres-${randomUUID()}`;
  const program = (name, ...args) => asOrdinaryUser(installation, name, [...args, '-D', dataDirectory]);
  execFileSync(...program('initdb', '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'), {
    stdio: ['ignore', 'ignore', 'inherit'],
  });

  const port = await sparePort();
  const launch = () =>
    spawn(...program('postgres', ...serverOptions(port, durable)), { stdio: ['ignore', 'ignore', 'pipe'] });
  let server = launch();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const discard = () => {
    server.kill('SIGQUIT');
    // Not rmSync: it gives up half-way when the ending server removes a file of its own first.
    spawnSync('rm', ['-rf', join(installation.root, dataDirectory)]);
  };
  process.once('exit', discard);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const stop = async () => {
    await end(server);
    discard();
    process.off('exit', discard);
  };
  await accepting(url, server).catch(async (error) => {
    await stop();
    throw error;
  });
  const crash = async (signal) => {
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
    for (const deadline = Date.now() + START_TIMEOUT_MS; ;) {
      server = launch();
      try {
        return await accepting(url, server);
      } catch (error) {
        // Processes of the killed server may still be ending: until then the new one refuses the data.
        if (Date.now() > deadline) throw error;
        await delay(100);
      }
    }
  };
  return { url, stop, crash };
}

// PostgreSQL refuses to run as root. `--pdeathsig` stops the server even when this process is killed.
function asOrdinaryUser({ root, bin }, name, args) {
  const program = join(bin, name);
  if (process.getuid?.() !== 0) return [program, args];
  const user = ['--reuid=postgres', '--regid=postgres', '--clear-groups', '--pdeathsig=INT'];
  return ['chroot', [root, 'setpriv', ...user, program, ...args]];
}

function serverOptions(port, durable) {
  const flushing = durable ? 'on' : 'off';
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    fsync: flushing,
    full_page_writes: flushing,
    synchronous_commit: flushing,
    // The small Debian system has no mounted /dev/shm.
    dynamic_shared_memory_type: 'mmap',
  };
  return ['-p', String(port), ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

async function sparePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function accepting(url, server) {
  let log = '';
  server.stderr.on('data', (text) => (log = `${log}${text}`.slice(-4_000)));
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (server.exitCode === null && Date.now() < deadline) {
    if (await answers(url)) return;
    await delay(50);
  }
  throw new Error(`PostgreSQL did not start:\n${log}`);
}

async function answers(url) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}

async function end(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill('SIGINT');
  await exited;
}
