import { describe, expect, test } from 'vitest';
import { printJson, runOutput } from '../../src/report/json.ts';
import { baseline, report, variant } from '../webview/report.ts';

const strong = variant('l2', { l2: 1 }, 0.24, { id: 'l2-1', name: 'Strong' });
const of = report([baseline, strong]);
const recommendation = { variant: 'l2-1', text: 'Take it.', reason: 'Lowest.', support: 'Interval.' };

describe('the output', () => {
  test('is the report: every part is there as it is', () => {
    const { version: _, experiment, recommendation: __, ...parts } = of;
    expect(runOutput(of)).toEqual({
      ...parts,
      experiment: experiment.name,
      recommendation: runOutput(of).recommendation,
    });
  });

  test('the recommended variant by its name, or null', () => {
    expect(runOutput({ ...of, recommendation }).recommendation).toEqual({
      ...recommendation,
      variant: 'Strong',
    });
    const nothing = { ...recommendation, variant: null };
    expect(runOutput({ ...of, recommendation: nothing }).recommendation).toEqual(nothing);
  });
});

describe('printed JSON', () => {
  test('has lists of numbers on one line', () => {
    expect(printJson({ a: [1, 2.5, -3e-7], b: [[1], [2]], c: [], d: {}, e: [{ f: null }] })).toBe(`{
  "a": [1, 2.5, -3e-7],
  "b": [
    [1],
    [2]
  ],
  "c": [],
  "d": {},
  "e": [
    {
      "f": null
    }
  ]
}`);
  });

  test.each([
    [{ text: 'a "quoted"\nline [1, 2]', truth: true, nothing: null }],
    [[1, null, 'x']],
    [JSON.parse(JSON.stringify(of))],
    ['text'],
    [0.1],
  ])('%# means what JSON.stringify means', (value) => {
    expect(JSON.parse(printJson(value))).toEqual(value);
  });

  test('leaves out what is undefined; a number that JSON lacks is null', () => {
    expect(printJson({ a: undefined })).toBe('{}');
    expect(printJson([Number.NaN, 1])).toBe('[null, 1]');
  });
});
