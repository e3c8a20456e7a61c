import { expect, test } from 'vitest';
import { Pace } from '../../src/experiment/pace.ts';

/** A pace with a clock that a test turns, in seconds. */
function timed() {
  let now = 0;
  const pace = new Pace(() => 1000 * now);
  const epochs = (count: number, secondsEach: number) => {
    for (let epoch = 0; epoch < count; epoch++) {
      now += secondsEach;
      pace.epoch();
    }
  };
  const wait = (seconds: number) => {
    now += seconds;
  };
  return { pace, epochs, wait };
}

test('nothing is said before the first epoch', () => {
  const { pace } = timed();
  pace.start();
  expect(pace.secondsFor(10)).toBeUndefined();
});

test('a steady pace is what it is', () => {
  const { pace, epochs } = timed();
  pace.start();
  epochs(50, 0.2);
  // 0.2 s each; the forgetting weighs an interval as a whole, so that little of it is lost
  expect(pace.secondsFor(100)).toBeCloseTo(100 * 0.2, 0);
});

test('epochs of a stack that arrive together count as one interval', () => {
  const { pace, epochs } = timed();
  pace.start();
  epochs(1, 10);
  epochs(9, 0);
  expect(pace.secondsFor(10)).toBeCloseTo(10, 6);
});

test('what was long ago counts less: a minute of a new pace weighs more than the minute before', () => {
  const { pace, epochs } = timed();
  pace.start();
  epochs(60, 1);
  epochs(30, 2);
  // Of each minute, the older one weighs half: (½·60 + 60) s over (½·60 + 30) epochs were 1.5 s; within it, more.
  expect(pace.secondsFor(1)).toBeGreaterThan(1.4);
  expect(pace.secondsFor(1)).toBeLessThan(2);
});

test('a pause does not count', () => {
  const { pace, epochs, wait } = timed();
  pace.start();
  epochs(5, 1);
  pace.stop();
  wait(3600);
  pace.start();
  epochs(5, 1);
  expect(pace.secondsFor(1)).toBeLessThan(1.1);
});
