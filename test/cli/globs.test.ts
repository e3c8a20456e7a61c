import { describe, expect, test } from 'vitest';
import { expression, globSource, isGlob } from '../../src/cli/globs.ts';
import { isIgnored, parseRules } from '../../src/cli/ignoring.ts';

describe('patterns', () => {
  test.each<[glob: string, path: string, matches: boolean]>([
    ['*.py', 'a.py', true],
    ['*.py', 'b/a.py', false],
    ['**/*.py', 'a.py', true],
    ['**/*.py', 'b/c/a.py', true],
    ['src/**/*.py', 'src/a.py', true],
    ['src/**/*.py', 'src/b/c/a.py', true],
    ['src/**/*.py', 'lib/src/a.py', false],
    ['src/**', 'src/b/a.py', true],
    ['src/**', 'src', false],
    ['a**.py', 'abc.py', true],
    ['a**.py', 'a/b.py', false],
    ['?.py', 'a.py', true],
    ['?.py', 'ab.py', false],
    ['?.py', '/.py', false],
    ['[a-c].py', 'b.py', true],
    ['[!a-c].py', 'b.py', false],
    ['[!a-c].py', 'd.py', true],
    ['a[!b]c', 'a/c', false],
    ['[]].py', '].py', true],
    ['[a.py', '[a.py', true],
    ['a.py', 'aXpy', false],
    ['a+(b).py', 'a+(b).py', true],
    ['\\*.py', '*.py', true],
    ['\\*.py', 'a.py', false],
    ['*.{py,ipynb}', 'a.ipynb', true],
    ['*.{py,ipynb}', 'a.ts', false],
    ['{a,b{c,d}}.py', 'bd.py', true],
    ['{a,b{c,d}}.py', 'b.py', false],
    ['{a.py', '{a.py', true],
    ['a,b.py', 'a,b.py', true],
  ])('%s, %s: %s', (glob, path, matches) => {
    expect(expression(globSource(glob, true)).test(path)).toBe(matches);
  });

  test('without braces they stand for themselves', () => {
    expect(expression(globSource('{a,b}')).test('{a,b}')).toBe(true);
    expect(expression(globSource('{a,b}')).test('a')).toBe(false);
  });

  test('a set that is upside down matches nothing', () => {
    expect(expression(globSource('[z-a].py')).test('b.py')).toBe(false);
  });

  test.each([
    ['src/*.py', true],
    ['a?.py', true],
    ['{a,b}.py', true],
    ['src/a.py', false],
  ])('%s is one: %s', (argument, is) => {
    expect(isGlob(argument)).toBe(is);
  });
});

/** Each expectation is what `git check-ignore` says of the path. */
describe('ignore files', () => {
  test.each<[rules: string, path: string, isFolder: boolean, ignored: boolean]>([
    ['*.py', 'a.py', false, true],
    ['*.py', 'b/a.py', false, true],
    ['a.py', 'b/a.py', false, true],
    ['/a.py', 'a.py', false, true],
    ['/a.py', 'b/a.py', false, false],
    ['b/a.py', 'c/b/a.py', false, false],
    ['**/b/a.py', 'c/b/a.py', false, true],
    ['build/', 'build', true, true],
    ['build/', 'build', false, false],
    ['build', 'build', false, true],
    ['b/**', 'b/c', true, true],
    ['*.py\n!keep.py', 'keep.py', false, false],
    ['!keep.py\n*.py', 'keep.py', false, true],
    ['# a.py', 'a.py', false, false],
    ['\\#a.py', '#a.py', false, true],
    ['\\!a.py', '!a.py', false, true],
    ['a.py   ', 'a.py', false, true],
    ['a.py\r\nb.py\r\n', 'a.py', false, true],
    ['\n\n/', 'a.py', false, false],
    ['{a,b}.py', 'a.py', false, false],
  ])('%j, %s (folder: %s): %s', (text, path, isFolder, ignored) => {
    const ignoring = { folder: '/work', rules: parseRules(text) };
    expect(isIgnored(`/work/${path}`, isFolder, ignoring)).toBe(ignored);
  });

  test('nearer folders decide before those above', () => {
    const above = { folder: '/work', rules: parseRules('*.py\n*.ts') };
    const ignoring = { folder: '/work/models', rules: parseRules('!*.py'), above };
    expect(isIgnored('/work/models/a.py', false, ignoring)).toBe(false);
    expect(isIgnored('/work/models/a.ts', false, ignoring)).toBe(true);
    expect(isIgnored('/work/models/a.js', false, ignoring)).toBe(false);
  });
});
