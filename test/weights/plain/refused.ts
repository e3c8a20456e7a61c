import { expect, test } from 'vitest';
import { openWeights } from '../../../src/weights/open.ts';
import { refusalOf, written } from './reading.ts';

export type Case = [
  what: string,
  name: string,
  bytes: () => Uint8Array | string,
  code: string,
  explanation: string,
];

const TITLES: Record<string, string> = {
  WEIGHTS_DAMAGED: 'is damaged',
  WEIGHTS_TRUNCATED: 'ends too early',
  WEIGHTS_UNSUPPORTED: 'holds something that is not read',
  WEIGHTS_LIMIT: 'announces more than a model has',
};

/** A test for each file: refused with this code and explanation, and the title that goes with the code. */
export const refused = (cases: Case[]): void =>
  test.each(cases)('%s', async (what, name, bytes, code, explanation) => {
    const path = written(`${what.replaceAll(/\W/g, '-')}/${name}`, bytes());
    expect(await refusalOf(openWeights(path))).toEqual([code, `${name} ${TITLES[code]}`, explanation]);
  });
