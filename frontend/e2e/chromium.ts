import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const usualPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** What it needs in a container: no sandbox of its own, and not a word to anybody. */
export const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const howToGetOne =
  'No usable Chromium was found. Install one (Debian and Ubuntu: apt-get install chromium; macOS: brew install ' +
  '--cask chromium), or set CHROMIUM_PATH to one, then run the tests again.';

/** A Chromium that starts, and what its process needs. */
export interface Chromium {
  readonly executablePath: string;
  readonly env: Readonly<Record<string, string>>;
}

/** `CHROMIUM_PATH`, else one that is installed, else one brought by npm. Throws with the way to get one. */
export async function findChromium(): Promise<Chromium> {
  const named = process.env['CHROMIUM_PATH'];
  const installed = (named ? [named] : usualPaths).map((executablePath) => ({ executablePath, env: {} }));
  const found = installed.find(starts) ?? (named ? undefined : await bringChromium());
  if (found === undefined) {
    throw new Error(howToGetOne);
  }
  return found;
}

/** The npm package unpacks a browser for Linux, with the libraries that slim images lack. */
async function bringChromium(): Promise<Chromium | undefined> {
  try {
    const { default: packed, inflate } = await import('@sparticuz/chromium');
    const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
    const folder = join(dirname(entry), '../bin');
    const libraries = join(await inflate(join(folder, 'al2023.tar.br')), 'lib');
    const paths = [libraries, process.env['LD_LIBRARY_PATH']].filter((path) => path !== undefined);
    const brought = {
      executablePath: await packed.executablePath(folder),
      env: { LD_LIBRARY_PATH: paths.join(delimiter), FONTCONFIG_PATH: join(tmpdir(), 'fonts') },
    };
    return starts(brought) ? brought : undefined;
  } catch {
    // no build for this system: the caller says what to do
    return undefined;
  }
}

function starts({ executablePath, env }: Chromium): boolean {
  if (!existsSync(executablePath)) {
    return false;
  }
  try {
    execFileSync(executablePath, ['--version', '--no-sandbox'], { env: { ...process.env, ...env }, timeout: 20_000 });
    return true;
  } catch {
    // it is there but misses a library, or is for another machine
    return false;
  }
}
