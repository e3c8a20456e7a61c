import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyEdits } from '../../src/advice/edits.ts';
import { CLEAN, CommandLine, notebook, TWO_FINDINGS } from './commandLine.ts';

let cli: CommandLine;
beforeAll(async () => {
  cli = await CommandLine.start();
});
afterAll(() => cli.dispose());

const read = (name: string) => readFileSync(cli.path(name), 'utf8');
const fix = (...args: string[]) => cli.run(['check', '--fix', ...args]);

/** Without the line that REG002's safe fix removes. */
const MENDED = TWO_FINDINGS.replace('    layers.Dropout(0),\n', '');

describe('check --fix', () => {
  test('makes the safe fixes and reports what is left', () => {
    cli.write({ 'a.py': TWO_FINDINGS, 'clean.py': CLEAN });
    const { stdout, status } = fix('a.py', 'clean.py', '--format', 'json');
    expect(read('a.py')).toBe(MENDED);
    expect(read('clean.py')).toBe(CLEAN);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      {
        file: 'a.py',
        findings: [{ code: 'REG002', severity: 'error', line: 6 }],
        fixed: [{ code: 'REG002', title: 'Remove Dropout(0)', line: 7 }],
      },
      { file: 'clean.py', findings: [], fixed: [] },
    ]);
  });

  test('makes all that do not disturb each other, and goes on until nothing is left', () => {
    const many = TWO_FINDINGS.replace(
      '    layers.Dropout(1.5),\n',
      '    layers.Dropout(0),\n    layers.Dropout(0.0), layers.Dropout(0),\n',
    );
    cli.write({ 'many.py': many });
    const { stdout, status } = fix('many.py');
    expect(read('many.py')).toBe(CLEAN);
    expect(status).toBe(0);
    expect(stdout).toContain('4 fixes made. No findings in 1 file.');
  });

  test('without it nothing is written', () => {
    cli.write({ 'a.py': TWO_FINDINGS });
    const before = statSync(cli.path('a.py')).mtimeMs;
    cli.run(['check', 'a.py']);
    expect(read('a.py')).toBe(TWO_FINDINGS);
    expect(statSync(cli.path('a.py')).mtimeMs).toBe(before);
  });

  test('keeps the byte order mark, line ends and permissions', () => {
    const windows = (text: string) => `\ufeff${text.replaceAll('\n', '\r\n')}`;
    cli.write({ 'w.py': windows(TWO_FINDINGS) });
    chmodSync(cli.path('w.py'), 0o751);
    fix('w.py');
    expect(read('w.py')).toBe(windows(MENDED));
    expect(statSync(cli.path('w.py')).mode & 0o777).toBe(0o751);
  });

  test('changes the file behind a link, and the link stays one', () => {
    cli.write({ 'real.py': TWO_FINDINGS });
    symlinkSync('real.py', cli.path('link.py'));
    fix('link.py');
    expect(lstatSync(cli.path('link.py')).isSymbolicLink()).toBe(true);
    expect(read('real.py')).toBe(MENDED);
  });

  test('changes cells of a notebook and nothing else of it', () => {
    const before = notebook('x = 1\n', TWO_FINDINGS, 'print(x)');
    cli.write({ 'a.ipynb': before });
    const { stdout } = fix('a.ipynb');
    expect(read('a.ipynb')).toBe(notebook('x = 1\n', MENDED, 'print(x)'));
    expect(stdout).toContain('a.ipynb:cell 3:7: fixed REG002 Remove Dropout(0)');
  });

  test('keeps the layout of a notebook with a byte order mark and other line ends', () => {
    const windows = (text: string) => `\ufeff${notebook(text).replaceAll('\n', '\r\n')}`;
    cli.write({ 'w.ipynb': windows(TWO_FINDINGS) });
    fix('w.ipynb');
    expect(read('w.ipynb')).toBe(windows(MENDED));
  });

  // Permissions do not hold the superuser back.
  test.skipIf(process.getuid?.() === 0)('a file that cannot be written is said', () => {
    cli.write({ 'fixed/a.py': TWO_FINDINGS });
    chmodSync(cli.path('fixed/a.py'), 0o444);
    chmodSync(cli.path('fixed'), 0o555);
    const { stderr, status } = fix('fixed/a.py');
    expect(status).toBe(2);
    expect(stderr).toContain('fixed/a.py cannot be written');
  });
});

test('the edits of the JSON make the same text as --fix', () => {
  cli.write({ 'a.py': TWO_FINDINGS });
  const [{ findings }] = JSON.parse(cli.run(['check', 'a.py', '--format', 'json']).stdout);
  expect(applyEdits(TWO_FINDINGS, findings[1].fix.edits)).toBe(MENDED);
});
