/** Edits of a text as they happen in an editor, at random but repeatable. */

/** A generator with a seed (mulberry32), so that a failure can be repeated. */
export function randomFrom(seed: number): () => number {
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
export function edited(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const choice = random();
  if (choice < 0.6) return text.slice(0, at) + TYPED[Math.floor(random() * TYPED.length)] + text.slice(at);
  if (choice < 0.9) return text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 12));
  const lines = text.split('\n');
  const [line = ''] = lines.splice(Math.floor(random() * lines.length), 1);
  lines.splice(Math.floor(random() * lines.length), 0, line);
  return lines.join('\n');
}
