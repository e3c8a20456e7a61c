import { expect, test } from 'vitest';
import { openSource, readSource } from '../../src/definition/source.ts';
import { readCorpus } from '../corpus/files.ts';

/** A generator with a seed (mulberry32), so that a failure can be repeated. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const TYPED = [
  'x',
  ' ',
  '\n',
  '3',
  '(',
  ')',
  '128',
  '# note\n',
  'model',
  'self.',
  'HIDDEN = 7\n',
  '\nmodel.add(',
  '"',
];

/** Types, deletes, or moves a line away. */
function edited(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const choice = random();
  if (choice < 0.6) return text.slice(0, at) + TYPED[Math.floor(random() * TYPED.length)] + text.slice(at);
  if (choice < 0.9) return text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 12));
  const lines = text.split('\n');
  const [line = ''] = lines.splice(Math.floor(random() * lines.length), 1);
  lines.splice(Math.floor(random() * lines.length), 0, line);
  return lines.join('\n');
}

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
