import { expect, test } from 'vitest';
import { readCorpus, textsOf } from './files.ts';
import { scoreCorpus, shortfalls } from './score.ts';

const files = readCorpus();

/** Other names of layers, by which some files call them. */
const ALIASES: Record<string, string> = {
  Convolution: 'Conv',
  MaxPool2D: 'MaxPooling2D',
  GlobalAvgPool: 'GlobalAveragePooling',
};

const FOLDERS = ['keras', 'nomodel', 'notebooks', 'pytorch', 'tfjs'];

test('the corpus is as large and as mixed as it has to be', () => {
  expect(files.length).toBeGreaterThanOrEqual(48);
  for (const folder of FOLDERS) {
    const those = files.filter(({ file }) => file.startsWith(`${folder}/`));
    expect(those.length, folder).toBeGreaterThanOrEqual(8);
  }
});

test('every expected layer is named on its line, and every count is its arithmetic', () => {
  for (const { file, text, expected } of files) {
    const textOf = textsOf(file, text);
    for (const { layers, parameters, arithmetic } of expected.models) {
      for (const { kind, line, cell, optional } of layers) {
        const written = textOf(cell)
          .split(/\r?\n/)
          [line - 1]?.replace(/Convolution|MaxPool2D|GlobalAvgPool/g, (name) => ALIASES[name]!);
        if (!optional) expect(written?.toLowerCase(), `${file}:${line}`).toContain(kind.toLowerCase());
      }
      if (arithmetic) expect(Function(`return ${arithmetic}`)(), file).toBe(parameters);
    }
  }
});

test('recall of models and layers, values and precision of findings reach their aims', () => {
  const tally = scoreCorpus(files);
  expect(shortfalls(tally)).toEqual([]);
});
