/** Every fix that is offered on the corpus: the result is valid, and the finding is gone. */
import { expect, test } from 'vitest';
import { countErrors, editable } from '../../src/advice/edit/source.ts';
import { applyEdits } from '../../src/advice/edits.ts';
import type { Finding } from '../../src/advice/rule.ts';
import { advise } from '../../src/advice/runner.ts';
import { DEFAULT_SETTINGS } from '../../src/advice/settings.ts';
import { readSource } from '../../src/definition/source.ts';
import { readCorpus } from '../corpus/files.ts';

const findingsIn = (file: string, text: string): Finding[] =>
  advise(readSource(file, text), () => text, DEFAULT_SETTINGS);

/** How often the same is said: of another place, the message has other numbers or names. */
const saying = (findings: Finding[], message: string): number =>
  findings.filter((finding) => finding.message === message).length;

const files = readCorpus().filter(({ file }) => !file.endsWith('.ipynb'));

test.each(files.map(({ file, text }) => [file, text]))('%s', (file, text) => {
  const findings = findingsIn(file, text);
  for (const { code, message, range, fixes } of findings) {
    for (const { title, edits } of fixes) {
      const after = applyEdits(text, edits);
      const { language } = readSource(file, text);
      const where = `${code} in line ${range.startLine}: ${title}`;
      expect(countErrors(editable(language, after).tree), where).toBeLessThanOrEqual(
        countErrors(editable(language, text).tree),
      );
      expect(saying(findingsIn(file, after), message), where).toBeLessThan(saying(findings, message));
    }
  }
});

test('fixes are offered on the corpus', () => {
  const fixes = files.flatMap(({ file, text }) => findingsIn(file, text).flatMap((finding) => finding.fixes));
  expect(fixes.length).toBeGreaterThan(20);
});
