// Finds a PostgreSQL with pgvector on this machine, or sets one up in a cache directory from Debian's packages.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const OLDEST_MAJOR = 15;
const SUITE = 'trixie';
const PACKAGES = 'postgresql-17,postgresql-17-pgvector';
const ADVICE =
  'Set TEST_DATABASE_URL to a PostgreSQL 15 or newer with pgvector whose user may create databases, ' +
  'or install both here (on Debian or Ubuntu: the packages postgresql and postgresql-<version>-pgvector).';

/**
 * An installation is a file system `root` (`/`, or the directory of a small Debian system) and, inside it, the
 * directory `bin` of the server's programs.
 */
export function findOrSetUpPostgres() {
  return findInstalled('/') ?? findInstalled(cachedSystem()) ?? setUp();
}

function findInstalled(root) {
  const versions = join(root, 'usr/lib/postgresql');
  if (!existsSync(versions)) return undefined;
  const newest = readdirSync(versions)
    .map(Number)
    .filter((major) => major >= OLDEST_MAJOR)
    .filter((major) => existsSync(join(root, `usr/share/postgresql/${major}/extension/vector.control`)))
    .sort((a, b) => b - a)[0];
  return newest === undefined ? undefined : { root, bin: `/usr/lib/postgresql/${newest}/bin` };
}

function setUp() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`No PostgreSQL with pgvector was found, and only root on Debian can set one up. ${ADVICE}`);
  }
  console.error('Setting up PostgreSQL 17 with pgvector in a directory of its own (once, about a minute) ...');
  mkdirSync(cacheDirectory(), { recursive: true });
  const work = mkdtempSync(join(cacheDirectory(), 'setup-'));
  try {
    const unfinished = join(work, SUITE);
    debootstrap(work, ['--variant=minbase', `--include=${PACKAGES}`, SUITE, unfinished]);
    renameSync(unfinished, cachedSystem());
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const installation = findInstalled(cachedSystem());
  if (!installation) throw new Error(`PostgreSQL was set up in ${cachedSystem()}, but pgvector is missing. ${ADVICE}`);
  return installation;
}

function debootstrap(work, args) {
  const command = isOnPath('debootstrap') ? ['debootstrap'] : unpackDebootstrap(work);
  const { status, stdout, stderr } = spawnSync('env', [...command, ...args], { encoding: 'utf8' });
  if (status === 0) return;
  const ending = `${stdout}${stderr}`.trim().split('\n').slice(-5).join('\n');
  throw new Error(`debootstrap could not set up PostgreSQL:\n${ending}\n${ADVICE}`);
}

// debootstrap is a shell script: unpacked beside its data it runs without being installed on the machine.
function unpackDebootstrap(work) {
  const download = () => spawnSync('apt-get', ['download', '-q', 'debootstrap'], { cwd: work }).status === 0;
  if (!download()) {
    spawnSync('apt-get', ['update', '-q']);
    if (!download()) throw new Error(`apt-get could not download debootstrap. ${ADVICE}`);
  }
  const archive = readdirSync(work).find((file) => file.endsWith('.deb'));
  execFileSync('dpkg-deb', ['--extract', join(work, archive), join(work, 'debootstrap')]);
  return [
    `DEBOOTSTRAP_DIR=${work}/debootstrap/usr/share/debootstrap`,
    'sh',
    `${work}/debootstrap/usr/sbin/debootstrap`,
  ];
}

function isOnPath(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

function cachedSystem() {
  return join(cacheDirectory(), `postgres-${SUITE}`);
}

function cacheDirectory() {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'chatkit-rag');
}
