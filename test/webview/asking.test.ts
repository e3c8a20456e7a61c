import { expect, test, vi } from 'vitest';
import type { Problem } from '../../src/errors.ts';
import { Questions, Refusal } from '../../webview/asking.ts';
import { optionsOf, restoreOptions, withOptions } from '../../webview/options.ts';

const problem: Problem = { code: 'WORKER_DIED', title: 'It was killed', explanation: 'By SIGKILL.' };

test('answers find their questions in any order', async () => {
  const send = vi.fn();
  const questions = new Questions(send);
  const first = questions.ask({ kind: 'runs' });
  const second = questions.ask({ kind: 'curves', keys: ['a'] });
  expect(send.mock.calls.map(([{ id }]) => id)).toEqual([1, 2]);
  expect(questions.receive({ type: 'answer', id: 2, answer: { kind: 'curves', runs: [] } })).toBe(true);
  questions.receive({ type: 'answer', id: 1, answer: { kind: 'runs', runs: [] } });
  await expect(second).resolves.toEqual({ kind: 'curves', runs: [] });
  await expect(first).resolves.toEqual({ kind: 'runs', runs: [] });
});

test('a refusal rejects with the problem', async () => {
  const questions = new Questions(() => {});
  const asked = questions.ask({ kind: 'runs' });
  questions.receive({ type: 'refused', id: 1, problem });
  await expect(asked).rejects.toEqual(new Refusal(problem));
});

test('a question that is withdrawn tells the host, once, and takes no answer', async () => {
  const send = vi.fn();
  const questions = new Questions(send);
  const controller = new AbortController();
  const asked = questions.ask({ kind: 'runs' }, controller.signal);
  controller.abort(new Error('newer'));
  await expect(asked).rejects.toThrow('newer');
  expect(send).toHaveBeenLastCalledWith({ type: 'forget', id: 1 });
  questions.receive({ type: 'answer', id: 1, answer: { kind: 'runs', runs: [] } });
});

test('what is withdrawn before it is asked is not asked', async () => {
  const send = vi.fn();
  const asked = new Questions(send).ask({ kind: 'runs' }, AbortSignal.abort(new Error('late')));
  await expect(asked).rejects.toThrow('late');
  expect(send).not.toHaveBeenCalled();
});

test('a withdrawal after the answer is none', async () => {
  const send = vi.fn();
  const questions = new Questions(send);
  const controller = new AbortController();
  const asked = questions.ask({ kind: 'runs' }, controller.signal);
  questions.receive({ type: 'answer', id: 1, answer: { kind: 'runs', runs: [] } });
  await asked;
  controller.abort();
  expect(send).toHaveBeenCalledTimes(1);
});

test('other messages are not answers', () => {
  expect(new Questions(() => {}).receive({ type: 'show', view: 'fit' })).toBe(false);
});

const DEFAULTS = { epoch: 0, layer: '', runs: [] as string[], open: false };

test.each([
  [{}, DEFAULTS],
  [{ weights: { epoch: 3, layer: 'dense' } }, { ...DEFAULTS, epoch: 3, layer: 'dense' }],
  [{ weights: { epoch: '3', runs: 'all', open: 1, unknown: 2 } }, DEFAULTS],
  [{ fit: { epoch: 3 } }, DEFAULTS],
])('options of a view from %j', (stored, options) =>
  expect(optionsOf(stored as never, 'weights', DEFAULTS)).toEqual(options),
);

test('a change leaves the other options and views', () => {
  const stored = { weights: { epoch: 3, open: true }, fit: { a: 1 } };
  expect(withOptions(stored, 'weights', { epoch: 4 })).toEqual({
    weights: { epoch: 4, open: true },
    fit: { a: 1 },
  });
});

test.each([
  [undefined, {}],
  ['text', {}],
  [[], {}],
  [{ fit: { a: 1, b: null, c: { d: 1 }, e: ['x', 1], f: ['x'] }, path: 3 }, { fit: { a: 1, f: ['x'] } }],
])('options restored from %j', (stored, options) => expect(restoreOptions(stored)).toEqual(options));
