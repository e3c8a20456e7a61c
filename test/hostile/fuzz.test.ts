/** A few of the mutants that `npm run fuzz` makes without end: always the same ones, opened by every reader. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { mutantOf, write } from '../../scripts/fuzz/mutant.ts';
import { outcomeOf } from '../../scripts/fuzz/open.ts';
import { type Room, samplesIn } from '../../scripts/fuzz/samples.ts';

const samples = samplesIn(join(import.meta.dirname, '../fixtures/files'));
const folder = mkdtempSync(join(tmpdir(), 'reglens-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SEED = 20_261_121;

test.each<[Room, number]>([
  ['weights', 1000],
  ['logs', 500],
  ['data', 500],
])('%s: %d broken files are read or refused', async (room, count) => {
  const own = samples.filter((sample) => sample.room === room);
  const outcomes = new Set<string>();
  for (let index = 0; index < count; index++) {
    const mutant = mutantOf(own, SEED, index);
    try {
      outcomes.add(await outcomeOf(room, write(join(folder, String(index)), mutant)));
    } catch (error) {
      throw new Error(`mutant ${index} of ${mutant.sample.name}, ${mutant.what}`, { cause: error });
    }
  }
  // Mutants of which none is read, or none refused, would test little.
  expect(outcomes).toContain('opened');
  expect(outcomes.size).toBeGreaterThan(4);
});

test('a mutant is the same for the same number', () => {
  const [a, b] = [mutantOf(samples, SEED, 17), mutantOf(samples, SEED, 17)];
  expect(a.bytes.equals(b.bytes)).toBe(true);
  expect(a.what).toBe(b.what);
});

test('what is no refusal for people is found', async () => {
  await expect(outcomeOf('weights', undefined as unknown as string)).rejects.toThrow(TypeError);
});
