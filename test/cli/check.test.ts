import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CLEAN, CommandLine, notebook, TWO_FINDINGS } from './commandLine.ts';

let cli: CommandLine;
beforeAll(async () => {
  cli = await CommandLine.start();
});
afterAll(() => cli.dispose());

const MESSAGES = {
  error: expect.stringMatching(/^Dropout\(1\.5\) has the drop probability 1\.5: Keras refuses it/),
  information: expect.stringMatching(/^Dropout\(0\) drops nothing\./),
};

const json = (...args: string[]) => {
  const { stdout, status, stderr } = cli.run(['check', ...args, '--format', 'json']);
  return { files: JSON.parse(stdout), status, stderr };
};
const codes = (...args: string[]): string[] =>
  json(...args).files.flatMap(
    ({ findings }: { findings: { code: string; line: number; severity: string }[] }) =>
      findings.map(({ code, line, severity }) => `${line} ${code} ${severity}`),
  );

describe('formats', () => {
  beforeEach(() => {
    cli.write({ 'two.py': TWO_FINDINGS, 'clean.py': CLEAN, 'two.ipynb': notebook('x = 1\n', TWO_FINDINGS) });
  });

  test('json: places, messages and fixes, an entry for every file', () => {
    const { files, status } = json('two.py', 'clean.py');
    expect(status).toBe(1);
    const from = TWO_FINDINGS.indexOf('    layers.Dropout(0)');
    expect(files).toEqual([
      {
        file: 'two.py',
        findings: [
          {
            code: 'REG002',
            severity: 'error',
            line: 6,
            endLine: 6,
            column: '    layers.Dropout('.length + 1,
            endColumn: '    layers.Dropout(1.5'.length + 1,
            message: MESSAGES.error,
            help: 'docs/rules/REG002.md',
          },
          {
            code: 'REG002',
            severity: 'information',
            line: 7,
            endLine: 7,
            column: '    layers.Dropout('.length + 1,
            endColumn: '    layers.Dropout(0'.length + 1,
            message: MESSAGES.information,
            help: 'docs/rules/REG002.md',
            fix: {
              title: 'Remove Dropout(0)',
              safe: true,
              edits: [
                {
                  line: 7,
                  column: 1,
                  endLine: 8,
                  endColumn: 1,
                  from,
                  to: from + '    layers.Dropout(0),\n'.length,
                  text: '',
                },
              ],
            },
          },
        ],
      },
      { file: 'clean.py', findings: [] },
    ]);
  });

  test('json of a notebook: the cell over all cells, the line within it', () => {
    const [{ findings }] = json('two.ipynb').files;
    expect(findings).toMatchObject([
      { code: 'REG002', cell: 2, line: 6 },
      { code: 'REG002', cell: 2, line: 7, fix: { edits: [{ line: 7, column: 1 }] } },
    ]);
    expect(findings[0]).not.toHaveProperty('fileLines');
  });

  test('text: like a compiler, with a summary', () => {
    const { stdout, status } = cli.run(['check', 'two.py', 'two.ipynb', 'clean.py']);
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^two\.py:6:20: error REG002 Dropout\(1\.5\) /);
    expect(lines[1]).toMatch(/^two\.py:7:20: information REG002 Dropout\(0\) /);
    expect(lines[2]).toMatch(/^two\.ipynb:cell 3:6:20: error REG002 /);
    expect(lines.slice(4)).toEqual(['', '2 errors, 2 notes in 2 of 3 files. 2 can be fixed with --fix.', '']);
    expect(status).toBe(1);
  });

  test('text without findings', () => {
    const { stdout, status } = cli.run(['check', 'clean.py']);
    expect({ stdout, status }).toEqual({ stdout: 'No findings in 1 file.\n', status: 0 });
  });

  test('markdown: a table for a comment, in which nothing is markup', () => {
    cli.write({ 'a`b|c.py': TWO_FINDINGS });
    const { stdout } = cli.run(['check', 'two.py', 'a`b|c.py', '--format', 'markdown']);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('### Regularization Lens: 2 errors, 2 notes');
    expect(lines.slice(2, 4)).toEqual(['| Place | Severity | Rule | Finding |', '| --- | --- | --- | --- |']);
    expect(lines[4]).toMatch(/^\| `two\.py:6` \| error \| REG002 \| Dropout\(1\.5\) .* \|$/);
    expect(lines[5]).toMatch(/\*Fix: Remove Dropout\(0\) \(`--fix`\)\.\* \|$/);
    expect(lines[6]).toMatch(/^\| ``a`b\\\|c\.py:6`` \| error /);
    const { stdout: none } = cli.run(['check', 'clean.py', '--format', 'markdown']);
    expect(none).toBe('### Regularization Lens: no findings\n\nNo findings in 1 file.\n');
  });
});

describe('exit codes', () => {
  beforeEach(() => cli.write({ 'two.py': TWO_FINDINGS, 'warned.py': WARNED, 'clean.py': CLEAN }));

  /** REG002 as a warning. */
  const WARNED = TWO_FINDINGS.replace('1.5', '0.9');

  test.each<[args: string[], status: number]>([
    [['two.py'], 1],
    [['two.py', '--fail-on', 'warning'], 1],
    [['two.py', '--fail-on', 'never'], 0],
    [['warned.py'], 0],
    [['warned.py', '--fail-on', 'error'], 0],
    [['warned.py', '--fail-on', 'warning'], 1],
    [['clean.py', '--fail-on', 'warning'], 0],
    [['clean.py', 'missing.py'], 2],
    [['two.py', 'missing.py'], 1],
    [['two.py', 'missing.py', '--fail-on', 'never'], 2],
  ])('%j: %i', (args, status) => {
    expect(cli.run(['check', ...args]).status).toBe(status);
  });

  test.each<[args: string[], message: string]>([
    [[], 'check takes one path or more. See reglens check --help.'],
    [['two.py', '--format', 'xml'], '--format takes text, json, sarif, markdown, found “xml”.'],
    [['two.py', '--fail-on', 'hint'], '--fail-on takes error, warning, never, found “hint”.'],
    [['two.py', '--quick'], "Unknown option '--quick'"],
    [['-'], 'Standard input needs --stdin-filename NAME'],
    [['-', '--stdin-filename', 'a.txt'], '--stdin-filename takes a name that ends in .py'],
    [
      ['-', '--stdin-filename', 'a.py', '--fix'],
      '--fix changes files; it cannot be used with standard input.',
    ],
    [['-', 'two.py'], 'The path - is standard input; other paths cannot be given with it.'],
    [['two.py', '--stdin-filename', 'a.py'], '--stdin-filename goes with the path - alone.'],
  ])('%j is refused', (args, message) => {
    const { status, stderr, stdout } = cli.run(['check', ...args]);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  test('--help names every option', () => {
    const { stdout, status } = cli.run(['check', '--help']);
    expect(status).toBe(0);
    for (const option of ['--format', '--fail-on', '--fix', '--config', '--stdin-filename'])
      expect(stdout).toContain(option);
  });
});

describe('standard input', () => {
  test('is read as the kind that the name says', () => {
    const { stdout, status } = cli.run(
      ['check', '-', '--stdin-filename', 'unsaved/two.py', '--format', 'json'],
      TWO_FINDINGS,
    );
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { file: 'unsaved/two.py', findings: [{ line: 6 }, { line: 7 }] },
    ]);
  });

  test('that is not UTF-8 is refused', () => {
    const { stderr, status } = cli.run(['check', '-', '--stdin-filename', 'a.py'], Uint8Array.of(120, 255));
    expect(status).toBe(2);
    expect(stderr).toContain('The byte at offset 1 (line 1) is 0xff');
  });
});

test('comments silence findings', () => {
  const silenced = TWO_FINDINGS.replace('(1.5),', '(1.5),  # reglens: ignore[REG002]');
  cli.write({ 'silenced.py': silenced, 'whole.py': `# reglens: ignore-file\n${TWO_FINDINGS}` });
  expect(codes('silenced.py')).toEqual(['7 REG002 information']);
  expect(codes('whole.py')).toEqual([]);
});

describe('settings', () => {
  test('the nearest file beside or above counts; severities decide the exit code', () => {
    cli.write({
      'set/reglens.config.json': '{"severity": {"REG002": "hint"}}',
      'set/a.py': TWO_FINDINGS,
      'set/off/reglens.config.json': '// none at all\n{"severity": {"REG002": "off"},}',
      'set/off/b.py': TWO_FINDINGS,
    });
    expect(codes('set/a.py')).toEqual(['6 REG002 hint', '7 REG002 hint']);
    expect(cli.run(['check', 'set/a.py', '--fail-on', 'warning']).status).toBe(0);
    expect(codes('set/off/b.py')).toEqual([]);
  });

  test('thresholds, and --config for all files', () => {
    cli.write({
      'set/a.py': TWO_FINDINGS.replace('1.5', '0.5'),
      'set/reglens.config.json': '{}',
      'strict.json': '{"thresholds": {"largestRate": 0.4}}',
    });
    expect(codes('set/a.py')).toEqual(['7 REG002 information']);
    expect(codes('set/a.py', '--config', 'strict.json')).toEqual([
      '6 REG002 warning',
      '7 REG002 information',
    ]);
  });

  test.each<[name: string, text: string | undefined, messages: string[]]>([
    [
      'a mistake',
      '{"severity": {"REG002": "loud"}}',
      ['wrong.json', 'The severity of REG002 must be one of'],
    ],
    ['an unknown rule', '{"severity": {"REG999": "off"}}', ['“REG999” in “severity” is no rule']],
    ['no JSON', '{"severity": \n oops}', ['wrong.json:2:2', 'is not valid JSON']],
    ['a list', '[]', ['must be an object']],
  ])('%s is refused', (_, text, messages) => {
    cli.write({ 'wrong.json': text ?? '', 'two.py': TWO_FINDINGS });
    const { status, stderr, stdout } = cli.run(['check', 'two.py', '--config', 'wrong.json']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    for (const message of messages) expect(stderr).toContain(message);
  });

  test('a settings file that is missing', () => {
    const { status, stderr } = cli.run(['check', '.', '--config', 'nowhere.json']);
    expect(status).toBe(2);
    expect(stderr).toContain('There is no settings file nowhere.json');
  });
});
