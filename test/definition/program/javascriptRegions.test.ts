import { expect, test } from 'vitest';
import { openRegions } from '../../../src/definition/program/javascriptRegions.ts';

test.each([
  ['a return type', 'async function f(): Promise<A[]> {\n  const x = 1;\n  return x;\n}'],
  ['a callback in an object', 'f(x, {\n  g: (a) => {\n    return a;\n  },\n});\nh();'],
  ['a long entry', 'const a = {\n  b: 1,\n  c:\n    d.e > 1 ? f : g,\n  h: () =>\n    i.j(),\n};'],
  ['a case with a block', 'switch (a) {\n  case 1: {\n    const b = 1;\n    break;\n  }\n}'],
  ['brackets in regular expressions', 'f(/[([{"]/.test(a));\nconst b = 1;'],
  ['brackets in nested templates', 'f(`a $' + '{b ? `($' + '{c}` : "{"} (`);\nconst d = 1;'],
  ['brackets in comments', 'f(a, // (\n  /* [ */ b);\nconst c = 1;'],
  ['arguments at the margin', 'f(\na,\nb\n);\nc();'],
  ['JSX', 'const A = () => (\n  <div>\n    text {f(x)}\n  </div>\n);\nconst b = 1;'],
])('whole code has no statement that is left open: %s', (_, text) => {
  expect(openRegions(text)).toEqual([]);
});

test.each([
  ['const a = f({\nconst b = 1;', ['const a = f({']],
  ['f(g(1)\nf(2);', ['f(g(1)']],
  ['function f() {\n  m.add(g({ u: 1,\n  m.add(2);\n}', ['m.add(g({ u: 1,']],
  ['function f() {\n  m.add(g(\n}\nh();', ['m.add(g(']],
  ['a();\nf([', ['f([']],
])('a statement that is left open ends where another begins: %s', (text, statements) => {
  expect(openRegions(text).map(({ from, to }) => text.slice(from, to))).toEqual(statements);
});
