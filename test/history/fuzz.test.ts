/** Damaged logs: whatever the bytes are, a history comes out or an error for people. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.ts';
import type { History } from '../../src/history/history.ts';
import { openHistory } from '../../src/history/open.ts';
import { logFolder } from './folder.ts';
import { generator } from './random.ts';

const fixtures = join(import.meta.dirname, '../fixtures/files/logs');
const files = readdirSync(fixtures, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !/make\.py|expected\.json/.test(entry.name))
  .map((entry) => join(entry.parentPath, entry.name));
const ROUNDS = 30;

const folder = logFolder();

/** Cuts, repeats, flips or inserts something. */
function damaged(bytes: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * bytes.length);
  const to = Math.min(bytes.length, at + Math.floor(random() * 40));
  const kind = Math.floor(random() * 6);
  const pieces = [
    [bytes.subarray(0, at)],
    [bytes.subarray(0, at), bytes.subarray(to)],
    [bytes.subarray(0, to), bytes.subarray(at)],
    [bytes.subarray(0, at), Buffer.from([256 * random()]), bytes.subarray(at + 1)],
    [
      bytes.subarray(0, at),
      Buffer.from('"{[,\n\t;:NaN-1e999null}]'.slice(24 * random())),
      bytes.subarray(at),
    ],
    [bytes.subarray(0, at), Buffer.from([0xff, 0xff, 0xff, 0x7f]), bytes.subarray(at)],
  ];
  return Buffer.concat(pieces[kind]!);
}

function expectSound({ runs }: History): void {
  expect(runs.length).toBeGreaterThan(0);
  for (const { series } of runs)
    for (const { steps, values, name } of series) {
      expect(values.length, name).toBe(steps.length);
      expect(
        steps.every((step, i) => i === 0 || step > steps[i - 1]!),
        name,
      ).toBe(true);
    }
}

test.each(files.map((file) => [file.slice(fixtures.length + 1), file]))('%s', async (_, file) => {
  const original = readFileSync(file);
  const random = generator(original.length);
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = damaged(round % 2 ? original : damaged(original, random), random);
    const path = await folder.write(`${round}/${basename(file)}`, bytes);
    try {
      expectSound(await openHistory(path));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(error.problem.code).toMatch(/^LOG_/);
    }
  }
});
