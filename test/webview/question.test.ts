import type { ReactiveControllerHost } from 'lit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Answer, Ask } from '../../src/protocol/panel.ts';
import { type Asker, Refusal } from '../../webview/asking.ts';
import { Question } from '../../webview/question.ts';

type Tensor = Extract<Ask, { kind: 'tensor' }>;

/** An asker whose answers the test gives. */
function someone() {
  const asked: {
    ask: Ask;
    signal?: AbortSignal;
    answer(layer: string): void;
    refuse(error: unknown): void;
  }[] = [];
  const asker: Asker = (ask, signal) =>
    new Promise((resolve, reject) => {
      asked.push({
        ask,
        ...(signal && { signal }),
        answer: (layer) =>
          (resolve as (answer: Answer) => void)({ kind: 'tensor', layer, inputs: 1, units: 1, values: [1] }),
        refuse: reject,
      });
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  return { asked, asker };
}

function host() {
  const requestUpdate = vi.fn();
  const some = { requestUpdate, addController: vi.fn() } as unknown as ReactiveControllerHost;
  return { requestUpdate, some };
}

const tensor = (layer: string): Tensor => ({ kind: 'tensor', run: 'none-seed1', layer });
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('is asked once, and its answer updates the host', async () => {
  const { some, requestUpdate } = host();
  const { asked, asker } = someone();
  const question = new Question<Tensor>(some);
  question.put(tensor('a'), asker);
  question.put(tensor('a'), asker);
  expect(question.waiting).toBe(true);
  await settled();
  expect(asked).toHaveLength(1);
  asked[0]?.answer('a');
  await settled();
  expect(question).toMatchObject({ waiting: false, answer: { layer: 'a' }, answered: { layer: 'a' } });
  expect(requestUpdate).toHaveBeenCalledTimes(1);
});

test('of many changes only the last is sent, after the pause', async () => {
  const { asked, asker } = someone();
  const question = new Question<Tensor>(host().some, 80);
  for (const layer of ['a', 'b', 'c']) {
    question.put(tensor(layer), asker);
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(asked).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(30);
  expect(asked.map(({ ask }) => ask)).toEqual([tensor('c')]);
});

test('a newer question gives up the one under way; its answer stays until the new one', async () => {
  const { asked, asker } = someone();
  const question = new Question<Tensor>(host().some);
  question.put(tensor('a'), asker);
  await settled();
  asked[0]?.answer('a');
  await settled();
  question.put(tensor('b'), asker);
  await settled();
  question.put(tensor('c'), asker);
  expect(asked[1]?.signal?.aborted).toBe(true);
  expect(question).toMatchObject({ waiting: true, answer: { layer: 'a' }, answered: { layer: 'a' } });
  await settled();
  asked[1]?.answer('b');
  asked[2]?.answer('c');
  await settled();
  expect(question).toMatchObject({ waiting: false, answer: { layer: 'c' } });
});

test('a refusal is told in its own words, another error as ours, and an answer clears it', async () => {
  const { asked, asker } = someone();
  const question = new Question<Tensor>(host().some);
  const problem = { code: 'TENSOR_TOO_LARGE', title: 'Too large', explanation: '' };
  for (const [layer, error, title] of [
    ['a', new Refusal(problem), 'Too large'],
    ['b', new Error('boom'), 'Regularization Lens met an unexpected error'],
  ] as const) {
    question.put(tensor(layer), asker);
    await settled();
    asked.at(-1)?.refuse(error);
    await settled();
    expect(question.problem?.title).toBe(title);
    expect(question.waiting).toBe(false);
  }
  question.put(tensor('c'), asker);
  await settled();
  asked.at(-1)?.answer('c');
  await settled();
  expect(question.problem).toBeUndefined();
});

test('without a question or anyone to ask nothing is asked', async () => {
  const { asked, asker } = someone();
  const question = new Question<Tensor>(host().some);
  question.put(tensor('a'), undefined);
  question.put(undefined, asker);
  await settled();
  expect(asked).toHaveLength(0);
  expect(question.waiting).toBe(false);
});

test('leaving the page gives it up, coming back asks again', async () => {
  const { some, requestUpdate } = host();
  const { asked, asker } = someone();
  const question = new Question<Tensor>(some);
  question.put(tensor('a'), asker);
  await settled();
  question.hostDisconnected();
  expect(asked[0]?.signal?.aborted).toBe(true);
  question.hostConnected();
  expect(requestUpdate).toHaveBeenCalled();
  question.put(tensor('a'), asker);
  await settled();
  expect(asked).toHaveLength(2);
});
