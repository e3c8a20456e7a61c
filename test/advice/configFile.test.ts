import { expect, test } from 'vitest';
import { parseConfig } from '../../src/advice/configFile.ts';
import { overridden } from '../../src/advice/settings.ts';
import { UserError } from '../../src/errors.ts';

test('a settings file may have comments, a comma too many and a byte order mark', () => {
  const text = '\ufeff{\n  // As the team agreed.\n  "severity": { "REG004": "off", },\n}\n';
  expect(parseConfig('reglens.config.json', text)).toEqual({ severity: { REG004: 'off' } });
});

test('a settings file that is no JSON is refused with the line', () => {
  try {
    parseConfig('/work/reglens.config.json', '{\n  "severity": { REG004: "off" }\n}');
    expect.unreachable();
  } catch (error) {
    const { problem } = error as UserError;
    expect(error).toBeInstanceOf(UserError);
    expect(problem.title).toBe('The settings file /work/reglens.config.json is not valid JSON');
    expect(problem.explanation).toContain('“REG004” in line 2');
    expect(problem.location).toEqual({ file: '/work/reglens.config.json', line: 2, column: 17 });
  }
});

test('what the project’s file names counts, the editor’s settings otherwise', () => {
  const editor = { severity: { REG001: 'off', REG004: 'error' }, thresholds: { smallestBatch: 4 } };
  const project = { severity: { REG004: 'hint' } };
  expect(overridden(editor, project)).toEqual({
    severity: { REG001: 'off', REG004: 'hint' },
    thresholds: { smallestBatch: 4 },
  });
});
