import { mkdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandLine, notebook, TWO_FINDINGS } from './commandLine.ts';

let cli: CommandLine;
beforeAll(async () => {
  cli = await CommandLine.start();
  cli.write({ 'a.py': TWO_FINDINGS, 'b.ipynb': notebook('x = 1\n', TWO_FINDINGS), 'notes.txt': '' });
  mkdirSync(cli.path('folder.py'));
});
afterAll(() => cli.dispose());

describe('reglens definitions', () => {
  test('--json has an entry for each file', () => {
    const { stdout, status } = cli.run(['definitions', 'a.py', 'b.ipynb', '--json']);
    expect(status).toBe(0);
    const model = { name: 'model', startLine: 3, endLine: 9, parameters: 8 * 4 + 4 + 4 + 1 };
    expect(JSON.parse(stdout)).toMatchObject([
      { file: 'a.py', models: [model] },
      { file: 'b.ipynb', models: [{ ...model, cell: 2 }] },
    ]);
  });

  test('for people a table', () => {
    const { stdout } = cli.run(['definitions', 'a.py', 'b.ipynb']);
    expect(stdout).toContain('a.py\n  model (keras sequential), lines 3–9: 41 parameters\n');
    expect(stdout).toContain('b.ipynb\n  model (keras sequential), cell 3, lines 3–9: 41 parameters\n');
  });

  test.each([
    ['notes.txt', 'notes.txt is not a kind of file that is read', 'Python (.py, .pyw), notebooks (.ipynb)'],
    ['folder.py', 'folder.py is a folder', 'Name a file.'],
    ['missing.py', 'missing.py does not exist', 'Check the path.'],
  ])('%s is an error', (file, title, words) => {
    const { stderr, status } = cli.run(['definitions', file]);
    expect(status).toBe(1);
    expect(stderr).toContain(title);
    expect(stderr).toContain(words);
  });

  test('no file is a wrong command line', () => {
    const { stderr, status } = cli.run(['definitions']);
    expect(status).toBe(2);
    expect(stderr).toContain('definitions takes one file or more.');
  });
});
