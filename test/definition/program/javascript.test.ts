import { expect, test } from 'vitest';
import { openProgram } from '../../../src/definition/program/open.ts';
import { printProgram } from './print.ts';

const read = (text: string, file = 'model.ts') => openProgram(file, text)!.program;

test.each([
  ["import * as tf from '@tensorflow/tfjs';", 'import tf=@tensorflow/tfjs'],
  ['import d, { a as b, c } from "x";', 'import d=x:default, b=x:a, c=x:c'],
  ["import type { T } from 'x'; import { type U, v } from 'y';", 'import v=y:v'],
  ["const tf = require('m');", 'import tf=m'],
  ["const { layers, train: t } = require('m');", 'import layers=m:layers, t=m:train'],
  ["const layers = require('m').layers;", 'import layers=m:layers'],
  ["const tf = await import('m');", 'import tf=m'],
  ['const { a = 1 } = require("m");', '{a: a = 1} = require("m")'],
])('imports: %s', (text, expected) => {
  expect(printProgram(read(text))).toBe(expected);
});

test.each([
  [
    'tf.layers.dense({ units: 64, a, ...o, [k]: 1, "q": 2, 3: 4 })',
    'tf.layers.dense({"units": 64, "a": a, **o, k: 1, "q": 2, 3: 4})',
  ],
  ['({ m(x) { return 1 }, get p() { return 2 } })', '{"m": (x) => {return 1}, "p": other()}'],
  ['a?.b?.(c)?.[d]', 'a.b(c)[d]'],
  ['new Foo; new a.B(1)', 'Foo(); a.B(1)'],
  ['await x; x as T; x!; x satisfies T', 'x; x; x; x'],
  ['f<T>(x); new Map<string, number>()', 'f(x); Map()'],
  ['`a$' + '{b}c`; `plain`; tag`x`', 'text(b); "plain"; other(tag, "x")'],
  ["'it\\'s \\u0041\\x42\\n'", '"it\'s AB\\n"'],
  ['1_000; 0xff; .5; 1e-3; 10n', '1000; 255; 0.5; 0.001; other()'],
  ['true; null; undefined; this.x', 'true; none; none; this.x'],
  ['a ?? b || c && !d', '((a ?? b) or (c and (not d)))'],
  ['a === b; a !== b; a instanceof B', '(a == b); (a != b); other(a, B)'],
  ['x = y ? z : w', 'x = (y ? z ? w)'],
  ['[...a, , 1]; f(...b, c)', 'list(*a, none, 1); f(*b, c)'],
  ['a => ({ b: 1 }); async (x: number): string => x', '(a) => {return {"b": 1}}; async (x) => {return x}'],
  ['(function () { a() })()', '() => {a()}()'],
  ['x += 2; y++; --z; x ??= 1', 'x += 2; y = (y + 1); z = (z - 1); x ??= 1'],
  ['a, b', 'a; b'],
])('expressions: %s', (text, expected) => {
  expect(printProgram(read(text))).toBe(expected);
});

test.each([
  ['let a = 1, b: T = 2;', 'a = 1; b = 2'],
  ['const { a: { b: [c, , ...d] }, e = 1 } = f;', '{a: {b: [c, , *d]}, e: e = 1} = f'],
  ['[a, b] = [b, a];', '[a, b] = list(b, a)'],
  [
    'function f<T>(a: T, b = 2, { c = 3 }: O = {}, ...r): void { return; }',
    'def f(a, b=2, {c: c = 3}={}, *r) {return}',
  ],
  ['export default function () { a() }', 'def default() {a()}'],
  ['export const f = () => 1;', 'f = () => {return 1}'],
  ['export { a }; export * from "m"; interface I { x: 1 } type T = 1; enum E { A = 1 }', ''],
  ['exports.build = function (a) { return a };', 'exports.build = (a) => {return a}'],
  ['const A = class extends B {};', 'class A(B) {}'],
  ['if (a) b(); else if (c) { d() } else e();', 'if a {b()} else {if c {d()} else {e()}}'],
  ['for (let i = 0; i < n; i++) f(i);', 'i = 0; loop ((i < n)) ((i := (i + 1))) {f(i)}'],
  ['for (const [a, b] of c) {} for (k in o) g(k)', 'loop [a, b] in c {}; loop k in other(o) {g(k)}'],
  ['while (a) b(); do { c() } while (d)', 'loop (a) {b()}; loop (d) {c()}'],
  ["switch (a) { case 1: case 'x': f(); break; default: g() }", 'cases a {[1, "x"] {f()}; [] {g()}}'],
  [
    'try { a() } catch ({ m }) { b() } finally { c() }',
    'try {a()} except {{m: m} = other(); b()} else {} finally {c()}',
  ],
  ['l: for (;;) { continue l }', 'loop {continue}'],
  ['{ a() }', '{a()}'],
  ['throw new E("x")', 'raise E("x")'],
])('statements: %s', (text, expected) => {
  expect(printProgram(read(text))).toBe(expected);
});

test('classes: fields, methods, parameter attributes', () => {
  const text = `@dec() class A extends B.C {
    x: number = 1; static #y = 2; declared: T;
    constructor(private units: number, rate = 0.5) { super(units) }
    get z() { return 1 } static async m() {} abstract n(): void;
  }`;
  expect(printProgram(read(text))).toBe(
    '@dec() class A(B.C) {x = 1; #y = 2; def constructor(units, rate=0.5) {this.units = units; super(units)}; ' +
      'get def z() {return 1}; static async def m() {}}',
  );
});

test.each(['a.jsx', 'a.tsx', 'a.js'])('calls within JSX are found: %s', (file) => {
  const text = "const A = (x) => <div a={f(x)}>{g(x)} don't <B.C/></div>;";
  expect(printProgram(read(text, file))).toBe('A = (x) => {return other(f(x), g(x), other())}');
});

test.each([
  [
    'const m = f({ l: [ g({u: 3\nconst b = 2;\nh(b);',
    'm = f({"l": list(g({"u": 3}⟨open⟩)}⟨open⟩; b = 2; h(b)',
    'broken whole whole',
  ],
  ['m.add(f({ u: 1 })\nm.add(f({ u: 2 }));', 'm.add(f({"u": 1})⟨open⟩; m.add(f({"u": 2}))', 'broken whole'],
  [
    'async function r() {\n  m.add(f({ u: 1,\n  m.add(f({ u: 2 }));\n}\nconst z = 1;',
    'def r() {m.add(f({"u": 1}⟨open⟩⟨open⟩; m.add(f({"u": 2}))}; z = 1',
    'broken whole',
  ],
  [
    'class A {\n  f() {\n    const m = g([\n      h(\n    return m;\n  }\n  k() { return 1; }\n}\nx = 3;',
    'class A() {def f() {m = g(list(h(⟨open⟩)⟨open⟩; return m}; def k() {return 1}}; x = 3',
    'broken whole',
  ],
  ['if (x) { y', 'if x {y}', 'broken'],
])('what stands below an open bracket is read: %s', (text, expected, pieces) => {
  const program = read(text);
  expect(printProgram(program)).toBe(expected);
  expect(program.pieces.map(({ broken }) => (broken ? 'broken' : 'whole')).join(' ')).toBe(pieces);
});

test('comments without their marks, at their place', () => {
  const text = '// one\n/* two */\nf(); // three\n';
  const { pieces } = read(text);
  const comments = pieces.flatMap((piece) => piece.comments);
  expect(comments.map((comment) => comment.text)).toEqual(['one', 'two', 'three']);
  expect(comments.map(({ piece, from, to }) => text.slice(piece.start + from, piece.start + to))).toEqual([
    '// one',
    '/* two */',
    '// three',
  ]);
});
