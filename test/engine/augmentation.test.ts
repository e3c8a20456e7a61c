import { describe, expect, test } from 'vitest';
import { type AugmentedRun, augmentBatch, augments, betaSymmetric } from '../../src/engine/augmentation.ts';
import { type ImageChange, transformImage } from '../../src/engine/imageChange.ts';
import { type Augmentation, NO_AUGMENTATION } from '../../src/engine/network.ts';
import { uniforms } from '../../src/engine/random.ts';

const run = (augmentation: Partial<Augmentation>, seed = 1, step = 1): AugmentedRun => ({
  augmentation: { ...NO_AUGMENTATION, ...augmentation },
  seed,
  step,
});

const someInputs = (count: number): Float32Array =>
  Float32Array.from(uniforms({ seed: 9, stream: 9, step: 9 }, count));

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe('images', () => {
  const SAME: ImageChange = { mirror: false, scale: 1, turn: 0, down: 0, right: 0 };
  const changed = (image: number[], shape: [number, number, number], change: Partial<ImageChange>) => {
    const into = new Float32Array(image.length);
    transformImage(Float32Array.from(image), into, shape, { ...SAME, ...change });
    return Array.from(into, (value) => Math.round(value * 1e5) / 1e5 + 0);
  };
  // 1 2 3
  // 4 5 6
  // 7 8 9
  const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

  test.each<[string, Partial<ImageChange>, number[]]>([
    ['nothing', {}, nine],
    ['one down', { down: 1 }, [0, 0, 0, 1, 2, 3, 4, 5, 6]],
    ['one left', { right: -1 }, [2, 3, 0, 5, 6, 0, 8, 9, 0]],
    ['half a pixel right', { right: 0.5 }, [0.5, 1.5, 2.5, 2, 4.5, 5.5, 3.5, 7.5, 8.5]],
    ['a quarter turn counter-clockwise', { turn: Math.PI / 2 }, [3, 6, 9, 2, 5, 8, 1, 4, 7]],
    ['a quarter turn clockwise', { turn: -Math.PI / 2 }, [7, 4, 1, 8, 5, 2, 9, 6, 3]],
    ['mirrored', { mirror: true }, [3, 2, 1, 6, 5, 4, 9, 8, 7]],
    // Half as large: each pixel comes from twice as far from the middle, and all but the middle from outside.
    ['half as large', { scale: 0.5 }, [0, 0, 0, 0, 5, 0, 0, 0, 0]],
    // Twice as large: from half as far; the corner lies between 1, 2, 4 and 5.
    ['twice as large', { scale: 2 }, [3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7]],
    [
      'mirrored, then turned, then shifted',
      { mirror: true, turn: Math.PI / 2, down: 1 },
      [0, 0, 0, 1, 4, 7, 2, 5, 8],
    ],
  ])('%s', (_, change, expected) => {
    expect(changed(nine, [3, 3, 1], change)).toEqual(expected);
  });

  test('channels move together, and height and width may differ', () => {
    const image = [1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6];
    expect(changed(image, [2, 3, 2], { right: 1 })).toEqual([0, 0, 1, -1, 2, -2, 0, 0, 4, -4, 5, -5]);
    const mirrored = changed(image, [2, 3, 2], { mirror: true });
    expect(mirrored).toEqual([3, -3, 2, -2, 1, -1, 6, -6, 5, -5, 4, -4]);
    expect(changed(mirrored, [2, 3, 2], { mirror: true })).toEqual(image);
  });

  test('half of the images are mirrored, each as a whole', () => {
    const count = 2000;
    const inputs = Float32Array.from({ length: count * 2 }, (_, index) => (index % 2) + 1);
    augmentBatch([run({ flip: true })], inputs, new Float32Array(count), [1, 2, 1]);
    let mirrored = 0;
    for (let row = 0; row < count; row++) {
      expect([...inputs.subarray(2 * row, 2 * row + 2)].sort()).toEqual([1, 2]);
      if (inputs[2 * row] === 2) mirrored++;
    }
    expect(Math.abs(mirrored - count / 2)).toBeLessThan(5 * Math.sqrt(count / 4));
  });

  test('shifts are uniform up to their share of each side: the content’s centre has their variance', () => {
    // One bright pixel in the middle of 21×41, shifted by up to 0.2·21 rows and 0.2·41 columns.
    const [height, width, count] = [21, 41, 300];
    const inputs = new Float32Array(count * height * width);
    for (let row = 0; row < count; row++) inputs[row * height * width + 10 * width + 20] = 1;
    augmentBatch([run({ shift: 0.2 })], inputs, new Float32Array(count), [height, width, 1]);
    const centres = Array.from({ length: count }, (_, image) => {
      let [down, right] = [0, 0];
      for (let at = 0; at < height * width; at++) {
        const value = inputs[image * height * width + at]!;
        down += value * (Math.floor(at / width) - 10);
        right += value * ((at % width) - 20);
      }
      return { down, right };
    });
    for (const [axis, limit] of [
      ['down', 0.2 * height],
      ['right', 0.2 * width],
    ] as const) {
      const shifts = centres.map((centre) => centre[axis]);
      expect(Math.max(...shifts.map(Math.abs))).toBeLessThanOrEqual(limit + 1e-5);
      // Uniform on ±a: variance a²/3, and the variance of the square is a⁴·(1/5 − 1/9).
      const error = (5 * limit ** 2 * Math.sqrt(1 / 5 - 1 / 9)) / Math.sqrt(count);
      expect(Math.abs(mean(shifts.map((shift) => shift ** 2)) - limit ** 2 / 3)).toBeLessThan(error);
    }
  });

  test('rows that are no images are refused with their shape', () => {
    expect(() => augmentBatch([run({ rotate: 10 })], new Float32Array(8), new Float32Array(2), [4])).toThrow(
      'images are [height, width, channels], but a row of this network is [4]',
    );
  });
});

describe('noise', () => {
  test('has the asked deviation and mean 0, within 5 standard errors', () => {
    const count = 40_000;
    const inputs = new Float32Array(count).fill(3);
    augmentBatch([run({ noise: 0.5 })], inputs, new Float32Array(count), [1]);
    const noise = Array.from(inputs, (value) => value - 3);
    expect(Math.abs(mean(noise))).toBeLessThan((5 * 0.5) / Math.sqrt(count));
    const variance = mean(noise.map((value) => value ** 2));
    expect(Math.abs(variance - 0.25)).toBeLessThan((5 * 0.25 * Math.sqrt(2)) / Math.sqrt(count));
  });
});

describe('mixup', () => {
  test.each([0.1, 0.2, 0.5, 1, 2, 8])('λ of Beta(α, α) has its moments, α = %f', (alpha) => {
    const count = 4000;
    const shares = Array.from({ length: count }, (_, step) =>
      betaSymmetric(alpha, { seed: 4, stream: 7, step }),
    );
    // E (λ − ½)² = 1/(4·(2α + 1)), E (λ − ½)⁴ = 3/(16·(2α + 1)·(2α + 3)).
    const variance = 1 / (4 * (2 * alpha + 1));
    const fourth = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3));
    const centred = shares.map((share) => share - 0.5);
    expect(Math.abs(mean(centred))).toBeLessThan(5 * Math.sqrt(variance / count));
    const squares = centred.map((value) => value ** 2);
    expect(Math.abs(mean(squares) - variance)).toBeLessThan(5 * Math.sqrt((fourth - variance ** 2) / count));
    const fourths = centred.map((value) => value ** 4);
    expect(Math.abs(mean(fourths) - fourth)).toBeLessThan((5 * Math.sqrt(1 / 256)) / Math.sqrt(count));
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  });

  test('a very small α gives shares of 0 or 1, not NaN', () => {
    const shares = Array.from({ length: 50 }, (_, step) => betaSymmetric(1e-4, { seed: 4, stream: 7, step }));
    for (const share of shares) expect(Math.min(share, 1 - share)).toBeLessThan(1e-3);
    expect(new Set(shares.map(Math.round))).toEqual(new Set([0, 1]));
  });

  test('each row is its own times λ plus its partner times 1 − λ, and so is its target', () => {
    const [rows, width] = [16, 3];
    const before = someInputs(rows * width);
    const inputs = before.slice();
    const targets = Float32Array.from({ length: rows }, (_, row) => row);
    const { values, mixed } = augmentBatch([run({ mixup: 8 })], inputs, targets, [width]);
    const share = mixed!.shares[0]!;
    expect(share).toBeGreaterThan(0.1);
    expect(share).toBeLessThan(0.9);
    expect([...values]).toEqual([...targets]);
    // Targets are row numbers here, so the partners are a permutation of the rows.
    expect([...mixed!.partners].sort((a, b) => a - b)).toEqual([...targets]);
    mixed!.partners.forEach((partner, row) => {
      for (let column = 0; column < width; column++) {
        const expected =
          share * before[row * width + column]! + (1 - share) * before[partner * width + column]!;
        expect(inputs[row * width + column]).toBeCloseTo(expected, 6);
      }
    });
  });
});

test('a run is augmented as alone, whatever stands beside it; one without augmentation keeps its rows', () => {
  const shape = [4, 4, 1];
  const rows = 5;
  const all = { noise: 0.1, mixup: 0.4, shift: 0.2, rotate: 20, scale: 0.1, flip: true };
  const runs = [run(all), run({}), run(all, 2), run(all, 1, 2)];
  const before = someInputs(rows * 16);
  const targets = Float32Array.from({ length: rows }, (_, row) => row);
  const repeat = (array: Float32Array) => Float32Array.from(runs.flatMap(() => [...array]));
  const together = repeat(before);
  const { mixed } = augmentBatch(runs, together, repeat(targets), shape);
  const parts = runs.map((each, index) => {
    const alone = before.slice();
    const own = augmentBatch([each], alone, targets, shape);
    const part = together.subarray(index * rows * 16, (index + 1) * rows * 16);
    expect([...part]).toEqual([...alone]);
    expect(mixed!.shares[index]).toBe(own.mixed?.shares[0] ?? 1);
    const partners = mixed!.partners.subarray(index * rows, (index + 1) * rows);
    expect([...partners]).toEqual([...(own.mixed?.partners ?? targets)]);
    return part.join();
  });
  expect(parts[1]).toBe(before.join());
  // Another seed or step draws other numbers.
  expect(new Set(parts).size).toBe(4);
});

test.each<[Partial<Augmentation>, boolean]>([
  [{}, false],
  [{ noise: 0.1 }, true],
  [{ mixup: 0.2 }, true],
  [{ shift: 0.1 }, true],
  [{ rotate: 5 }, true],
  [{ scale: 0.1 }, true],
  [{ flip: true }, true],
])('%j augments: %s', (augmentation, expected) => {
  expect(augments({ ...NO_AUGMENTATION, ...augmentation })).toBe(expected);
});
