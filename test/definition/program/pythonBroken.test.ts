import { expect, test } from 'vitest';
import { openProgram } from '../../../src/definition/program/open.ts';
import { printProgram } from './print.ts';

/** The program, and for each piece whether it is whole. */
function read(text: string): [program: string, pieces: string] {
  const { program } = openProgram('model.py', text)!;
  return [printProgram(program), program.pieces.map(({ broken }) => (broken ? 'broken' : 'whole')).join(' ')];
}

test.each([
  ['a call before another', 'm.add(D(10)\nm.add(D(20))', 'm.add(D(10)⟨open⟩; m.add(D(20))', 'broken whole'],
  [
    'a list',
    'm = S([\n    D(10),\n    D(5\n\nx = 3\ny.fit(1)',
    'm = S(list(D(10), D(5⟨open⟩)⟨open⟩; x = 3; y.fit(1)',
    'broken whole whole',
  ],
  [
    'after a comma',
    'm = f(a,\nx = g(1)\nimport b',
    'm = f(a⟨open⟩; x = g(1); import b=b',
    'broken whole whole',
  ],
  ['a definition', 'def f(\nclass A: pass', 'def f() {}; class A() {}', 'broken whole'],
  ['a decorator', '@d(\ndef f(): pass\nx = 1', 'd(⟨open⟩; def f() {}; x = 1', 'broken whole'],
  ['another kind', 'x = f(a]\ny = 2', 'x = f(a⟨open⟩; y = 2', 'broken whole'],
  ['a string', "x = 'abc\ny = 3", 'x = "abc"; y = 3', 'broken whole'],
  ['a long string', 'x = """abc\ny = 3', 'x = "abc"; y = 3', 'broken whole'],
  [
    'in a branch',
    'if x:\n    y = [1,\nelse:\n    z = 2\nw',
    'if x {y = list(1)} else {z = 2}; w',
    'broken whole',
  ],
])('what stands below an open bracket is read: %s', (_, text, program, pieces) => {
  expect(read(text)).toEqual([program, pieces]);
});

test.each([
  ['keyword arguments at the margin', 'f(\na = 1,\nb = 2\n)', 'f(a=1, b=2)'],
  ['strings side by side', 'f("abc"\nf"def",\nb"x")', 'f("abcdef", text())'],
  ['operators at the margin', 'a = (b\nif c\nelse d)', 'a = (c ? b ? d)'],
  ['loops at the margin', 'e = [x\nfor x in y\nif x]', 'e = list<x for x in y if x>'],
  ['elements at the margin', 'm = S([\nD(10),\nD(5),\n])', 'm = S(list(D(10), D(5)))'],
  ['a matrix product at the margin', 'x = (a\n@ b)', 'x = (a @ b)'],
  ['keywords in a long string', 'x = f("""\ndef g():\n""")', 'x = f("\\ndef g():\\n")'],
  ['brackets in strings and comments', 'x = f("(",  # [\n  ")")', 'x = f("(", ")")'],
])('whole code is not taken for broken: %s', (_, text, program) => {
  expect(read(text)).toEqual([program, 'whole']);
});

const CLASS = `class Net(M):
    def __init__(self):
        self.a = L(1, 2)
        HERE
        self.b = L(3)

    def forward(self, x):
        return self.b(x)
`;
const whole = (middle: string): string =>
  `class Net(M) {def __init__(self) {self.a = L(1, 2); ${middle}; self.b = L(3)}; def forward(self, x) {return self.b(x)}}`;

test.each([
  ['self.c = L(1,', 'self.c = L(1⟨open⟩'],
  ['self.c = S(L(1),\n            L(2', 'self.c = S(L(1), L(2⟨open⟩⟨open⟩'],
  ['self.c = ', 'self.c = other()'],
  ['self.', 'other(self)'],
  ['self.c = [L(i) for i in', 'self.c = list<L(i) for i in other()>'],
  ['self.c = L(1))', 'self.c = L(1)'],
])('a broken line of a class costs no other: %s', (line, middle) => {
  expect(read(CLASS.replace('HERE', line))).toEqual([whole(middle), 'broken']);
});

test.each([
  ['def', 'class A(B):\n    def\n    def g(self): pass', 'class A(B) {def () {}; def g(self) {}}'],
  ['def f', 'class A(B):\n    def f\n    def g(self): pass', 'class A(B) {def f() {}; def g(self) {}}'],
  [
    'an open head',
    'class A(B):\n    def f(self, x\n        return x\n    def g(self): pass',
    'class A(B) {def f(self, x) {return x}; def g(self) {}}',
  ],
  [
    'an open head, then an assignment',
    'def f(x\n    y = D(3)(x)\n    return y\nz = 2',
    'def f(x) {y = D(3)(x); return y}; z = 2',
  ],
  ['an open class', 'class A(B\n    def f(self): pass\ny = 2', 'class A(B) {def f(self) {}}; y = 2'],
  [
    'no body',
    'class A(B):\n    def f(self, x):\n    def g(self): pass',
    'class A(B) {def f(self, x) {}; def g(self) {}}',
  ],
  ['no body at the end', 'class A(B):\nx = 1', 'class A(B) {}; x = 1'],
  ['no colon', 'def f(x)\n    return x\nif y\nz = 1', 'def f(x) {return x}; if y {}; z = 1'],
  [
    'a loop',
    'def f():\n    for i in range(3:\n        g(i)\n    h()',
    'def f() {loop i in range(3⟨open⟩ {g(i)}; h()}',
  ],
])('a half-typed head keeps its body and swallows nothing: %s', (_, text, program) => {
  expect(read(text)[0]).toBe(program);
});
