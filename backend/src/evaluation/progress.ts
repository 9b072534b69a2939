import cliProgress from 'cli-progress';

const NOTE_EVERY_MS = 10_000;

/** Shows a bar on a terminal; elsewhere a line now and then and one at the end. `total` 0: not known. */
export async function withProgress<T>(
  title: string,
  total: number,
  work: (show: (done: number) => void) => Promise<T>,
): Promise<T> {
  const of = total > 0 ? ' of {total} {bar}' : '';
  const bar = new cliProgress.SingleBar(
    {
      format: `${title}: {value}${of}`,
      hideCursor: true,
      stream: process.stderr,
      fps: 5,
      noTTYOutput: true,
      notTTYSchedule: NOTE_EVERY_MS,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(total, 0);
  let last = 0;
  try {
    return await work((done) => {
      last = done;
      bar.update(done);
    });
  } finally {
    bar.stop();
    if (!process.stderr.isTTY) process.stderr.write(`${title}: ${last}\n`);
  }
}
