import { expect, test } from 'vitest';
import { openProgram } from '../../../src/definition/program/open.ts';
import { printProgram } from './print.ts';

const read = (text: string) => openProgram('model.py', text)!.program;

test.each([
  ['x: int = 3', 'x = 3'],
  ['x: int', 'x'],
  ['a = b = 3', 'a = b = 3'],
  ['a, *b = c, d', '[a, *b] = tuple(c, d)'],
  ['[a, (b, c)] = d', '[a, [b, c]] = d'],
  ['a.b[1:2, ::3] += 4', 'a.b[tuple(slice(1, 2, ), slice(, , 3))] += 4'],
  ['x[1] + x[1:] + x[:, 1]', '((x[1] + x[slice(1, , )]) + x[tuple(slice(, , ), 1)])'],
  ['f(x, *a, y=1, **k)', 'f(x, *a, y=1, **k)'],
  ['f(a, b for c, b in w if a)', 'f(a, generator<b for [c, b] in w if a>)'],
  ['f(x := 3)', 'f((x := 3))'],
  ['f(a)(b)[c].d', 'f(a)(b)[c].d'],
  ['a < b <= c < d', '(((a < b) and (b <= c)) and (c < d))'],
  ['(a < b) < c', '((a < b) < c)'],
  ['a not in b is not c', '((a not-in b) and (b is-not c))'],
  ['a <> b', '(a != b)'],
  ['-x ** 2 + not_a', '((- (x ** 2)) + not_a)'],
  ['a @ b ** -c // d << e', '(((a @ (b ** (- c))) // d) << e)'],
  ['a if b else c or d and not e', '(b ? a ? (c or (d and (not e))))'],
  ['lambda x, y=1, *a, **k: x', '(x, y=1, *a, **k) => {return x}'],
  ['[*a, 1]', 'list(*a, 1)'],
  ['(1,) + () + (a)', '((tuple(1) + tuple()) + a)'],
  ["{**a, 'b': 1, c: d}", '{**a, "b": 1, c: d}'],
  ['[x for x in y if a if b for z in x]', 'list<x for x in y if a if b for z in x>'],
  ['{k: v for k, v in d}', 'dictionary<k: v for [k, v] in d>'],
  ['return await f(x)', 'return f(x)'],
  ['x = yield from y', 'x = y'],
  ['del a, b[1]', 'delete a, b[1]'],
  ['nonlocal q, r', 'global q, r'],
  ['raise E from f', 'raise E'],
  ['assert f(x), "m"', 'other(f(x), "m")'],
  ['pass; x = 1; y', 'x = 1; y'],
  ['print x, f(y)', 'tuple(none, x, f(y))'],
  ['x = a \\\n  + b', 'x = (a + b)'],
  ['x = a \\\r\n  + b\r\ny = 1\r\n', 'x = (a + b); y = 1'],
  ['\ufeffx = 1', 'x = 1'],
  ['x = 1\n\f\ndef f(): pass', 'x = 1; def f() {}'],
  ['x = (1,\n  # two\n  2)', 'x = tuple(1, 2)'],
  ['if a:\n\tb\n\tc', 'if a {b; c}'],
  ['type(x)\nmatch = 3', 'type(x); match = 3'],
])('expressions and simple statements: %s', (text, expected) => {
  expect(printProgram(read(text))).toBe(expected);
});

test.each([
  ['import a.b as c, d.e', 'import c=a.b, d=d'],
  ['from ..m.n import (a as b, c,)', 'import b=..m.n:a, c=..m.n:c'],
  ['from . import x', 'import x=.:x'],
  ['from m import *', 'import *m'],
])('imports: %s', (text, expected) => {
  expect(printProgram(read(text))).toBe(expected);
});

test.each([
  ['if a: b\nelif c: d\nelse: e', 'if a {b} else {if c {d} else {e}}'],
  ['for i, (j, k) in f(x): pass\nelse: z', 'loop [i, [j, k]] in f(x) {}; {z}'],
  ['while a: break', 'loop (a) {break}'],
  ['with a as b, c() as (d, e): f', 'with a as b, c() {f}'],
  ['with (a() as b,\n      c):\n  d', 'with a() as b, c {d}'],
  ['async with a: b', 'with a {b}'],
  [
    'try:\n  a\nexcept (E, F) as e:\n  b\nexcept: c\nelse:\n  d\nfinally:\n  g',
    'try {a} except {e = other(); b} except {c} else {d} finally {g}',
  ],
  ['try:\n  a\nexcept E, e:\n  b\nc', 'try {a} except {b} else {} finally {}; c'],
  [
    'match x:\n  case 1 | 2: a\n  case [n]: b\n  case _: c',
    'cases x {[1, 2] {a}; [other(n)] {n = other(); b}; [] {c}}',
  ],
  [
    '@dec.a(1)\n@b\nasync def f(a, /, b: int = 2, *, c=3, **kw) -> int:\n  return a',
    '@dec.a(1) @b def f(a, b=2, c=3, **kw) {return a}',
  ],
  ['def f(*args: int, d): pass', 'def f(*args, d) {}'],
  [
    'class A(B, metaclass=C):\n  x = 1; y = 2\n  def f(self): pass',
    'class A(B) {x = 1; y = 2; def f(self) {}}',
  ],
])('compound statements: %s', (text, expected) => {
  expect(printProgram(read(text))).toBe(expected);
});

test.each([
  ['1.', '1'],
  ['1.e3', '1000'],
  ['1.e-3', '0.001'],
  ['.5', '0.5'],
  ['1_000', '1000'],
  ['0x1F', '31'],
  ['0b101', '5'],
  ['0o17', '15'],
  ['1E-4', '0.0001'],
  ['3j', 'other()'],
  ['0777', 'other()'],
])('the number %s', (text, expected) => {
  expect(printProgram(read(text))).toBe(expected);
});

test.each([
  [`'a' "b"`, '"ab"'],
  [`"""a\nb"""`, '"a\\nb"'],
  [`'\\n\\t\\\\\\'\\x41\\u00e9\\101\\d'`, JSON.stringify("\n\t\\'AéA\\d")],
  [`r'\\d'`, JSON.stringify('\\d')],
  [`u'x'`, '"x"'],
  [`b'x'`, 'text()'],
  [`f'{{a}}'`, '"{a}"'],
  [`f"{x["a"]!r:>{w}}"`, 'text(x["a"], w)'],
  [`'a\\\nb'`, '"ab"'],
])('the string %s', (text, expected) => {
  expect(printProgram(read(text))).toBe(expected);
});

test('places are those of the text, also behind a comment and within a class', () => {
  const text =
    '# one\nimport torch\n\n\nclass Net(nn.Module):\n  def f(self):  # two\n    self.fc = nn.Linear(10, 2)\n';
  const { pieces } = read(text);
  const [first, second] = pieces;
  expect(first!.comments.map((comment) => comment.text)).toEqual(['one']);
  expect(second!.comments.map((comment) => comment.text)).toEqual(['two']);
  const net = second!.statements[0]!;
  if (net.type !== 'class') throw new Error(`a class was expected, not ${net.type}`);
  const { nameAt } = net;
  expect(text.slice(second!.start + nameAt.from, second!.start + nameAt.to)).toBe('Net');
  const [method] = net.body;
  const assign = method?.type === 'function' ? method.body[0]! : undefined;
  expect(assign && text.slice(second!.start + assign.from, second!.start + assign.to)).toBe(
    'self.fc = nn.Linear(10, 2)',
  );
});

test('nesting deeper than people write is left out, not followed', () => {
  const text = `x = ${'('.repeat(5000)}1${')'.repeat(5000)}\ny = 2`;
  expect(printProgram(read(text))).toMatch(/; y = 2$/);
});
