import { spawnSync } from 'node:child_process';
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';

/** Where and with what the figures were measured. */
export interface Surroundings {
  date: string;
  machine: string;
  versions: string;
}

export function describeSurroundings(): Surroundings {
  const processor = cpus()[0]?.model.trim() ?? arch();
  const memory = Math.round(totalmem() / 1_024 ** 3);
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).stdout.trim();
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${processor}, ${availableParallelism()} cores, ${memory} GB, ${platform()} ${release()}`,
    versions: `Node ${process.versions.node}${commit && `, commit ${commit}`}`,
  };
}
