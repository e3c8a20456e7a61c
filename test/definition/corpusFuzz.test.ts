import { expect, test } from 'vitest';
import { readCorpus } from '../corpus/files.ts';
import { changeFailureOf, failureOf, fuzzCases } from '../corpus/fuzz.ts';

const files = readCorpus();

// A part of the 10,000 that `npm run score -- --fuzz` makes.
test.each([1, 2, 3, 4])('no random edit of the corpus breaks the reader or a rule (seed %i)', (seed) => {
  const failures: string[] = [];
  for (const edited of fuzzCases(files, 500, seed)) {
    const failure = failureOf(edited);
    if (failure) failures.push(`${edited.name}: ${failure}\n--- text:\n${edited.text}`);
  }
  expect(failures.slice(0, 3)).toEqual([]);
});

test('a file that is open and changed reads as one that is opened anew', () => {
  const failures: string[] = [];
  for (const edited of fuzzCases(files, 200, 5)) {
    const failure = changeFailureOf(edited);
    if (failure) failures.push(`${edited.name}: ${failure}\n--- text:\n${edited.text}`);
  }
  expect(failures.slice(0, 3)).toEqual([]);
});

test('every truncation of a file at a line is read', () => {
  const failures: string[] = [];
  for (const name of ['keras/resnet_builder.py', 'pytorch/gpt.py', 'tfjs/agent.ts']) {
    const { file, text } = files.find((each) => each.file === name)!;
    const lines = text.split('\n');
    for (let count = 1; count < lines.length; count++) {
      const failure = failureOf({ name, file, original: text, text: lines.slice(0, count).join('\n') });
      if (failure) failures.push(`${name}, ${count} lines: ${failure}`);
    }
  }
  expect(failures).toEqual([]);
});
