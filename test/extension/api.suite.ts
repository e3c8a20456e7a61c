import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../extension/commands.ts';
import { SETTINGS } from '../../extension/settings.ts';
import { factsFromHost } from './harness/hostTests.ts';
import type { Facts } from './host/facts.ts';

const WRONG_TARGET = `{
  "model": { "file": "model.py" },
  "data": {
    "file": "digits.csv",
    "target": "label"
  }
}
`;

describe('In the extension host', () => {
  let facts: Facts;
  beforeAll(async () => {
    facts = await factsFromHost((workspace) =>
      writeFile(join(workspace, 'digits', 'wrong-target.reglens.json'), WRONG_TARGET),
    );
    const { loading, activation, memory } = facts;
    console.log(
      `loading ${loading.toFixed(0)} ms, activation ${activation.toFixed(0)} ms; extension host ${memory.before.toFixed(0)} MB before, ${memory.after.toFixed(0)} MB after`,
    );
  });

  test('every command is registered', () => {
    const ids = Object.values(COMMANDS).map(({ id }) => id);
    expect(facts.commands).toEqual(expect.arrayContaining(ids));
  });

  test('settings have their defaults', () => {
    expect(facts.settings).toEqual(
      Object.fromEntries(Object.values(SETTINGS).map(({ key, default: value }) => [key, value])),
    );
  });

  test('the model has its lenses, on the line of Sequential(', () => {
    expect(facts.lenses).toEqual([
      { line: 6, title: '17,226 parameters, nothing regularizes it', command: COMMANDS.describe.id },
      { line: 6, title: 'Measure regularization', command: COMMANDS.measure.id },
      { line: 6, title: 'Audit parameters', command: 'regularizationLens.auditParameters' },
    ]);
  });

  test('the setting turns the lenses off', () => {
    expect(facts.lensesWhenDisabled).toBe(0);
  });

  test('a target that the data does not have is a problem on its line, with a quick fix', () => {
    expect(facts.diagnostics).toMatchObject([
      { line: 5, message: expect.stringContaining('no column “label”') },
    ]);
    expect(facts.quickFixes).toContain('Use “digit”');
  });
});
