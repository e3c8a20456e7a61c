import { describe, expect, test } from 'vitest';
import { describeNotation, isFormattedNumber } from '../../src/dataset/notation.ts';

const SEPARATORS = 'a decimal comma or thousands separators';
const SIGNS = 'a currency or percent sign';

describe('numbers in another notation', () => {
  test.each([
    ['1,5', SEPARATORS],
    ['-0,25', SEPARATORS],
    ['1,001', SEPARATORS],
    ['1.234.567', SEPARATORS],
    ['1.234,5', SEPARATORS],
    ['1\u202f234', SEPARATORS],
    ['12’500.75', SEPARATORS],
    ['$1.20', SIGNS],
    ['-$3', SIGNS],
    ['€ 3', SIGNS],
    ['3 €', SIGNS],
    ['5 %', SIGNS],
    ['$1,001', `${SEPARATORS}, or with ${SIGNS}`],
  ])('%s', (text, notation) => {
    expect(isFormattedNumber(text)).toBe(true);
    expect(describeNotation([text, 'Paris'])).toBe(notation);
  });

  test.each([
    'Paris',
    '12.03.2024',
    '2024-03-12',
    '12:30',
    '1,2,3',
    '10.0.0.1',
    '0x10',
    'A1',
    '5 kg',
    '',
    '%',
  ])('not “%s”', (text) => expect(isFormattedNumber(text)).toBe(false));
});
