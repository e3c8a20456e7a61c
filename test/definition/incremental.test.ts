import { expect, test } from 'vitest';
import { openSource, readSource } from '../../src/definition/source.ts';
import { edited, randomFrom } from '../corpus/edits.ts';
import { readCorpus } from '../corpus/files.ts';

const sources = readCorpus().filter(({ file }) => !file.endsWith('.ipynb'));

test.each(sources)('$file: a reading that follows edits is the one of the whole text', ({ file, text }) => {
  const random = randomFrom(file.length * 7919 + text.length);
  let source = openSource(file, text);
  let now = text;
  for (let step = 0; step < 12; step++) {
    const next = step % 4 === 3 ? text : edited(now, random);
    source = source.change(next);
    now = next;
    expect(plain(source.reading), `after edit ${step} of ${file}`).toEqual(plain(readSource(file, next)));
  }
});

/** As text: the flow names the same layer in several places. */
const plain = (reading: unknown): unknown => JSON.parse(JSON.stringify(reading));
