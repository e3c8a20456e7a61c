import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../../extension/examples.ts';
import { messages } from '../../scripts/examples/messages.ts';
import { sparseLinear } from '../../scripts/examples/sparseLinear.ts';
import { spirals } from '../../scripts/examples/spirals.ts';
import { COMMON, KEYWORDS, TOPICS } from '../../scripts/examples/words.ts';
import { readExperiment } from '../../src/experiment/file.ts';
import { prepareExperiment } from '../../src/experiment/session.ts';

const made = { ...spirals(), ...sparseLinear(), ...messages() };

test.each(Object.entries(made))('examples/%s is what its script writes', (file, content) => {
  const stored = readFileSync(`examples/${file}`, 'utf8');
  // Compared as one word: the difference of two long files tells nobody anything.
  expect(stored === content).toBe(true);
  expect(stored.length).toBeLessThan(300_000);
});

test('every shipped example has a model, data and an experiment that can be trained', async () => {
  for (const { folder } of EXAMPLES) {
    const prepared = await prepareExperiment(
      await readExperiment(`examples/${folder}/${folder}.reglens.json`),
    );
    expect(prepared.runs.length, folder).toBeGreaterThan(10);
    expect(prepared.dataset.duplicatesAcrossSplit, folder).toBe(0);
  }
});

test('the package holds each of their files, and no others', () => {
  const listed = readFileSync('scripts/vsix-files.txt', 'utf8').split('\n');
  const shipped = listed.filter((file) => file.startsWith('examples/'));
  const files = EXAMPLES.flatMap(({ folder }) =>
    readdirSync(`examples/${folder}`)
      .filter((file) => statSync(`examples/${folder}/${file}`).isFile())
      .map((file) => `examples/${folder}/${file}`),
  );
  expect(shipped.sort()).toEqual(files.sort());
});

describe('sparse-linear', () => {
  const [header, ...lines] = made['sparse-linear/sparse-linear.csv']!.trim().split('\n');
  const truth = JSON.parse(made['sparse-linear/truth.json']!) as {
    intercept: number;
    coefficients: Record<string, number>;
    noise: number;
  };
  const names = header!.split(',');

  test('has 200 rows and 50 columns, 6 of them with a coefficient', () => {
    expect([lines.length, names.length - 1]).toEqual([200, 50]);
    expect(names.filter((name) => name in truth.coefficients)).toHaveLength(6);
    expect(names.filter((name) => name.startsWith('noise_'))).toHaveLength(44);
  });

  test('the target less what the truth says is noise of the said size', () => {
    const rest = lines.map((line) => {
      const cells = line.split(',').map(Number);
      const signal = names.reduce((sum, name, at) => sum + (truth.coefficients[name] ?? 0) * cells[at]!, 0);
      return cells.at(-1)! - truth.intercept - signal;
    });
    const mean = rest.reduce((sum, value) => sum + value / 200, 0);
    const deviation = Math.sqrt(rest.reduce((sum, value) => sum + (value - mean) ** 2 / 199, 0));
    // Standard errors of 200 normal numbers: σ/√n of the mean, σ/√(2n) of the deviation.
    expect(Math.abs(mean)).toBeLessThan((3 * truth.noise) / Math.sqrt(200));
    expect(Math.abs(deviation - truth.noise)).toBeLessThan((3 * truth.noise) / Math.sqrt(400));
  });
});

describe('messages', () => {
  const [header, ...lines] = made['messages/messages.csv']!.trim().split('\n');
  const words = header!.split(',').slice(0, -1);

  test('600 messages of 173 words, 5 keywords a topic, none of them a common word', () => {
    expect([lines.length, words.length, new Set(words).size]).toEqual([600, 173, 173]);
    const keywords = TOPICS.flatMap((topic) => KEYWORDS[topic]);
    expect(keywords).toHaveLength(15);
    expect(keywords.filter((word) => COMMON.includes(word))).toEqual([]);
  });

  test('one label in ten is wrong: that many messages speak of another topic', () => {
    const speaks = lines.flatMap((line) => {
      const cells = line.split(',');
      const counts = TOPICS.map((topic) =>
        KEYWORDS[topic].reduce((sum, word) => sum + Number(cells[words.indexOf(word)]), 0),
      );
      const most = Math.max(...counts);
      // Messages that speak of one topic more than of any other tell what they are about.
      if (counts.filter((count) => count === most).length > 1) return [];
      return [TOPICS[counts.indexOf(most)] === cells.at(-1)];
    });
    const wrong = speaks.filter((right) => !right).length / speaks.length;
    expect(speaks.length).toBeGreaterThan(500);
    // 0.1 within three standard errors.
    expect(Math.abs(wrong - 0.1)).toBeLessThan(3 * Math.sqrt((0.1 * 0.9) / speaks.length));
  });
});

test('spirals: as many points of each', () => {
  const labels = made['spirals/spirals.csv']!.trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[2]);
  expect(labels.filter((label) => label === 'first')).toHaveLength(760);
  expect(labels).toHaveLength(1520);
});
