import { expect, test } from 'vitest';
import { openProgram } from '../../../src/definition/program/open.ts';
import { printProgram } from './print.ts';

const SOURCES: [file: string, text: string, inserted: string][] = [
  ['a.py', 'import a\n\n\ndef f(x):\n    return g(x)\n\n\nf(1)\nf(1)\n', 'b = 2\n'],
  [
    'a.ts',
    'import a from "a";\n\nfunction f(x: number) {\n  return g(x);\n}\n\nf(1);\nf(1);\n',
    'const b = 2;\n',
  ],
];

test.each(SOURCES)(
  '%s: pieces whose text did not change are the same objects, moved',
  (file, text, inserted) => {
    const before = openProgram(file, text)!;
    const pieces = [...before.program.pieces];
    const starts = pieces.map(({ start }) => start);
    const at = text.indexOf('\n\n') + 1;
    const { program } = before.change(text.slice(0, at) + inserted + text.slice(at));
    expect(pieces.length).toBe(4);
    expect(program.pieces.length).toBe(5);
    const [first, , ...rest] = program.pieces;
    expect([first, ...rest].every((piece, index) => piece === pieces[index])).toBe(true);
    expect(rest.map(({ start }) => start - inserted.length)).toEqual(starts.slice(1));
  },
);

test.each(SOURCES)('%s: an edit within a piece makes that piece new', (file, text) => {
  const before = openProgram(file, text)!;
  const pieces = [...before.program.pieces];
  const { program } = before.change(text.replace('g(x)', 'g(x, 2)'));
  expect(program.pieces.map((piece, index) => piece === pieces[index])).toEqual([true, false, true, true]);
  expect(printProgram(program)).toContain('return g(x, 2)');
});

test.each(SOURCES)(
  '%s: following edits character by character ends where opening anew does',
  (file, text) => {
    const typed = ' h(3, [4])';
    let open = openProgram(file, text)!;
    let current = text;
    for (let i = 1; i <= typed.length; i++) {
      current = text.replace('g(x)', `g(x) +${typed.slice(0, i)}`);
      open = open.change(current);
    }
    expect(printProgram(open.program)).toBe(printProgram(openProgram(file, current)!.program));
  },
);
