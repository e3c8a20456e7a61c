import { expect, test } from 'vitest';
import { adviceSettings, DEFAULT_THRESHOLDS } from '../../src/advice/settings.ts';
import { UserError } from '../../src/errors.ts';

const CODES = ['REG001', 'REG002', 'REG004'];
const read = (data: unknown) => adviceSettings(data, '.reglens.json', CODES);

function problem(data: unknown) {
  try {
    read(data);
  } catch (error) {
    if (error instanceof UserError) return error.problem;
    throw error;
  }
  throw new Error('no problem');
}

test('what is left out keeps its default', () => {
  expect(read({ severity: { REG004: 'off' }, thresholds: { largestRate: 0.6 } })).toEqual({
    severity: { REG004: 'off' },
    thresholds: { ...DEFAULT_THRESHOLDS, largestRate: 0.6 },
  });
  expect(read(undefined)).toEqual({ severity: {}, thresholds: DEFAULT_THRESHOLDS });
});

test('every mistake is named', () => {
  expect(
    problem({ severity: { REG999: 'off', REG001: 'loud' }, thresholds: { largestRate: 2 }, rules: [] }),
  ).toEqual({
    code: 'ADVICE_SETTINGS',
    title: 'The settings of advice in .reglens.json have 4 mistakes',
    explanation:
      '“rules” is not a setting of advice: expected “severity” or “thresholds”. ' +
      '“REG999” in “severity” is no rule: expected a code from REG001 to REG004. ' +
      'The severity of REG001 must be one of “error”, “warning”, “information”, “hint”, “off”; found "loud". ' +
      '“largestRate” must be a number from 0 to 1; found 2.',
    remedy: 'Correct them; until then the defaults apply.',
  });
});

test.each([
  [[], 'The settings of advice must be an object in braces; found [].'],
  [{ severity: 'off' }, '“severity” must be an object in braces; found "off".'],
  [{ thresholds: { largeLayer: '9' } }, '“largeLayer” must be a number of at least 1; found "9".'],
  [{ thresholds: { smallestBatch: null } }, '“smallestBatch” must be a number of at least 1; found null.'],
])('%j', (data, explanation) => {
  expect(problem(data)).toMatchObject({
    title: 'The settings of advice in .reglens.json have a mistake',
    explanation,
  });
});

test('an unknown threshold lists those that exist', () => {
  expect(problem({ thresholds: { rate: 1 } }).explanation).toBe(
    '“rate” is no threshold: expected one of “largeLayer”, “largeShare”, “largestRate”, “penaltyToChance”, “smallestBatch”, “parametersPerRow”.',
  );
});
