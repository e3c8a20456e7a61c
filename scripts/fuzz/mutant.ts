/** The mutant of a number: always the same for the same fixtures and seed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';
import type { Sample } from './samples.ts';

export interface Mutant {
  sample: Sample;
  /** Which of the sample's files is broken. */
  file: string;
  bytes: Buffer;
  /** What was done to it. */
  what: string;
}

export function mutantOf(samples: readonly Sample[], seed: number, index: number): Mutant {
  const random = new Random(Math.imul(seed, 1_000_003) + index);
  const sample = random.pick(turnOf(samples, index));
  const names = [...sample.files.keys()].filter((name) => sample.files.get(name)!.length > 0);
  const main = sample.files.has(sample.opened) && random.below(2) === 0;
  const file = main ? sample.opened : random.pick(names);
  const others = [...random.pick(samples).files.values()];
  const { bytes, what } = mutate(file, sample.files.get(file)!, random.pick(others), random);
  return { sample, file, bytes, what };
}

/** The samples of one reader after another's: a format with many fixtures is not broken more often. */
function turnOf(samples: readonly Sample[], index: number): Sample[] {
  const keyOf = ({ room, reader }: Sample) => `${room} ${reader}`;
  const readers = [...new Set(samples.map(keyOf))];
  const turn = readers[index % readers.length];
  return samples.filter((sample) => keyOf(sample) === turn);
}

/** Writes the sample with its broken file into a folder. @returns what is to be opened */
export function write(folder: string, { sample, file, bytes }: Mutant): string {
  for (const [name, content] of sample.files) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, name === file ? bytes : content);
  }
  return join(folder, sample.opened);
}
