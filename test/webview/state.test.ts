import { expect, test, vi } from 'vitest';
import { REPORT_VERSION } from '../../src/report/report.ts';
import { chosenPair, comparedVariant, INITIAL, restoreControls } from '../../webview/controls.ts';
import { restoreState, snapshot } from '../../webview/snapshot.ts';
import { Store } from '../../webview/store.ts';
import { baseline, l1, l2, report } from './report.ts';

const subject = { model: 'm', sourceFile: 'm.py', sourceLine: 1, experimentFile: 'm.reglens.json' };
const state = { kind: 'result' as const, subject, report: report(), applied: false, interactive: true };

test.each([
  [undefined, INITIAL],
  [
    { view: 'fit', log: true, measure: 'accuracy', exponent: -4.5 },
    { view: 'fit', measure: 'accuracy', exponent: -4.5, options: {} },
  ],
  [{ view: 'unknown', options: [], exponent: -9, lambda: 'x', compared: 3 }, INITIAL],
  [
    { compared: 'l1', lambda: 0.1 },
    { ...INITIAL, compared: 'l1', lambda: 0.1 },
  ],
])('controls restored from %j', (stored, controls) => expect(restoreControls(stored)).toEqual(controls));

test('compared is the chosen variant, else the recommended, else the best', () => {
  expect(comparedVariant(report(), { ...INITIAL, compared: l1.id })).toBe(l1);
  expect(comparedVariant(report(), { ...INITIAL, compared: 'gone' })).toBe(l2);
  const none = { ...report().recommendation, variant: null };
  const lower = { ...l1, validationLoss: { mean: 0.1, standardError: 0.01, seeds: 3 } };
  expect(comparedVariant(report([baseline, l2, lower], { recommendation: none }), INITIAL)).toBe(lower);
  expect(comparedVariant(report([baseline]), INITIAL)).toBeUndefined();
});

test('the pair is that of the chosen λ, else the one in the middle', () => {
  expect(chosenPair(report(), { ...INITIAL, lambda: 5 })?.lambda).toBe(0.001);
  expect(chosenPair(report([baseline]), INITIAL)).toBeUndefined();
});

test('a snapshot is the state, a shorter one, or only its subject', () => {
  expect(snapshot(state, INITIAL)).toEqual({ subject, state, controls: INITIAL });
  const long = { ...state, report: report([{ ...l1, inputNorms: Array(1000).fill(1 / 3) }]) };
  const size = JSON.stringify(long).length;
  const shorter = snapshot(long, INITIAL, size - 1).state;
  expect(shorter).toMatchObject({ kind: 'result' });
  expect(JSON.stringify(shorter).length).toBeLessThan(size / 2);
  expect(JSON.stringify(shorter)).toContain('0.3333,0.3333');
  expect(snapshot(long, INITIAL, 100)).toEqual({ subject, controls: INITIAL, state: undefined });
});

test.each([
  [{ state }, state],
  [{ state: { kind: 'unknown' } }, undefined],
  [{ state: { ...state, report: { ...state.report, version: REPORT_VERSION - 1 } } }, undefined],
  [{}, undefined],
  [undefined, undefined],
])('restored state %#', (stored, expected) => expect(restoreState(stored)).toBe(expected));

test('a store calls back on changes only, until it is left', () => {
  const store = new Store(1);
  const listener = vi.fn();
  const leave = store.subscribe(listener);
  store.set(1);
  store.set(2);
  leave();
  store.set(3);
  expect(listener).toHaveBeenCalledTimes(1);
  expect(store.value).toBe(3);
});
