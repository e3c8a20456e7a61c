import { symlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CLEAN, CommandLine, notebook, TWO_FINDINGS } from './commandLine.ts';

let cli: CommandLine;
beforeAll(async () => {
  cli = await CommandLine.start();
});
afterAll(() => cli.dispose());

interface Entry {
  file: string;
  findings: unknown[];
  error?: { code: string; title: string; explanation: string };
}

function check(...paths: string[]) {
  const { stdout, status, stderr } = cli.run(['check', ...paths, '--format', 'json']);
  const files: Entry[] = JSON.parse(stdout);
  return { files, names: files.map(({ file }) => file), status, stderr };
}

describe('which files are checked', () => {
  beforeAll(() => {
    const kept = ['p/a.py', 'p/deep/b.ipynb', 'p/deep/c.tsx', 'p/models/keep.py', 'p/x/dist.py'];
    const left = [
      'p/node_modules/lib/a.js',
      'p/.git/hooks/a.py',
      'p/env/lib/a.py',
      'p/__pycache__/a.py',
      'p/dist/a.js',
      'p/.ipynb_checkpoints/b.ipynb',
      'p/lib.min.js',
      'p/notes.txt',
      'p/generated/a.py',
      'p/deep/old_b.py',
      'p/models/other.py',
    ];
    cli.write(
      Object.fromEntries(
        [...kept, ...left].map((file) => [file, file.endsWith('ipynb') ? notebook(CLEAN) : CLEAN]),
      ),
    );
    cli.write({
      'p/env/pyvenv.cfg': '',
      'p/.gitignore': '/generated/\nmodels/*\n!models/keep.py\n',
      'p/.reglensignore': 'old_*\n',
    });
  });

  test('of a folder: every kind that is read, without what is ignored', () => {
    expect(check('p').names).toEqual([
      'p/a.py',
      'p/deep/b.ipynb',
      'p/deep/c.tsx',
      'p/models/keep.py',
      'p/x/dist.py',
    ]);
  });

  test('of a folder below: the rules above it hold, up to the repository', () => {
    expect(check('p/deep').names).toEqual(['p/deep/b.ipynb', 'p/deep/c.tsx']);
    expect(check('p/models').names).toEqual(['p/models/keep.py']);
  });

  test('files that are named are checked whatever the rules say, each once', () => {
    expect(check('p/deep/old_b.py', 'p/deep/../a.py', 'p/a.py').names).toEqual([
      'p/deep/old_b.py',
      'p/deep/../a.py',
    ]);
  });

  test.each([
    ['p/**/*.py', ['p/a.py', 'p/models/keep.py', 'p/x/dist.py']],
    ['p/*.py', ['p/a.py']],
    ['p/deep/*.{ipynb,tsx}', ['p/deep/b.ipynb', 'p/deep/c.tsx']],
    ['p/[!a]*/?.tsx', ['p/deep/c.tsx']],
  ])('of the pattern %s', (glob, names) => {
    expect(check(glob).names).toEqual(names);
  });

  test('links in a folder are not followed, so that circles end', () => {
    cli.write({ 'circle/a.py': CLEAN });
    symlinkSync('.', cli.path('circle/again'));
    symlinkSync('a.py', cli.path('circle/b.py'));
    expect(check('circle').names).toEqual(['circle/a.py']);
    expect(check('circle/b.py').names).toEqual(['circle/b.py']);
  });

  test('a folder with nothing to read', () => {
    cli.write({ 'empty/notes.txt': '' });
    const { stdout, status } = cli.run(['check', 'empty']);
    expect({ stdout, status }).toEqual({ stdout: 'No file of a kind that is read was found.\n', status: 0 });
  });
});

describe('what cannot be read is said, and everything else is checked', () => {
  beforeAll(() => {
    const latin = Buffer.concat([Buffer.from('x = 1\ny = "'), Buffer.of(0xe9), Buffer.from('"\n')]);
    cli.write({
      'bad/latin.py': latin,
      'bad/wide.py': Buffer.from('\ufeffx = 1\n', 'utf16le'),
      'bad/large.py': `x = 1\n${'#'.repeat(5_000_000)}`,
      'bad/broken.ipynb': '{"cells": [',
      'bad/notes.txt': 'x',
      'good.py': CLEAN,
    });
    symlinkSync('self.py', cli.path('self.py'));
  });

  test.each<[path: string, code: string, words: string]>([
    ['bad/latin.py', 'SOURCE_NOT_UTF8', 'The byte at offset 11 (line 2) is 0xe9'],
    ['bad/wide.py', 'SOURCE_NOT_UTF8', 'The byte at offset 0 (line 1) is 0xff'],
    ['bad/large.py', 'SOURCE_TOO_LARGE', 'It has 5.0 MB; sources of at most 5.0 MB are read.'],
    ['bad/broken.ipynb', 'NOTEBOOK_NOT_JSON', 'cannot be read from line 1'],
    ['bad/notes.txt', 'SOURCE_KIND_UNKNOWN', 'Model definitions are read from Python'],
    ['missing.py', 'SOURCE_UNREADABLE', 'ENOENT'],
    ['bad/latin.py/a.py', 'SOURCE_UNREADABLE', 'ENOTDIR'],
    ['self.py', 'SOURCE_UNREADABLE', 'ELOOP'],
    ['none/**/*.py', 'SOURCE_NONE', 'do not count'],
  ])('%s', (path, code, words) => {
    const { files, status, stderr } = check(path, 'good.py');
    expect(status).toBe(2);
    expect(files).toHaveLength(2);
    expect(files.find(({ file }) => file === 'good.py')).toEqual({ file: 'good.py', findings: [] });
    const { error } = files.find(({ file }) => file === path)!;
    expect(error).toMatchObject({ code, title: expect.stringContaining(path) });
    expect(error!.explanation).toContain(words);
    expect(stderr).toContain(error!.title);
  });

  test('in a folder they do not hide the others', () => {
    const { files, stderr } = check('bad');
    expect(files.flatMap(({ error }) => error?.code ?? [])).toEqual([
      'NOTEBOOK_NOT_JSON',
      'SOURCE_TOO_LARGE',
      'SOURCE_NOT_UTF8',
      'SOURCE_NOT_UTF8',
    ]);
    expect(stderr.match(/^reglens: /gm)).toHaveLength(4);
  });

  test.each(['py', 'ts'])('10,000 nested brackets in .%s', (extension) => {
    const brackets = `${'['.repeat(10_000)}${']'.repeat(10_000)}\n`;
    cli.write({ [`deep.${extension}`]: extension === 'py' ? `x = ${brackets}` : `const x = ${brackets}` });
    const { files } = check(`deep.${extension}`, 'good.py');
    expect(files).toHaveLength(2);
    expect(files[0]!.error?.code ?? 'read').toMatch(/^(read|SOURCE_TOO_NESTED)$/);
  });
});

test('many files are checked on several threads, in the order of their names', () => {
  const names = Array.from({ length: 120 }, (_, index) => `many/${String(index).padStart(3, '0')}.py`);
  cli.write(Object.fromEntries(names.map((name, index) => [name, index % 2 ? TWO_FINDINGS : CLEAN])));
  cli.write({ 'many/050.py': Uint8Array.of(0xff) });
  const { files } = check('many');
  expect(files.map(({ file }) => file)).toEqual(names);
  expect(files.map(({ findings }) => findings.length)).toEqual(names.map((_, index) => (index % 2 ? 2 : 0)));
  expect(files[50]!.error).toMatchObject({ code: 'SOURCE_NOT_UTF8' });
});
