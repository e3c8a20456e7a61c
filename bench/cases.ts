/** What is trained side by side: plain data, so that both sides build the same. */

interface Sizes {
  variants: number;
  batch: number;
  /** Training rows: an epoch has rows / batch steps. */
  rows: number;
  /** Epochs of a round of the benchmark, 1 when left out: as the example has them where an epoch is short. */
  epochs?: number;
}

export type SweepCase = Sizes &
  (
    | { kind: 'perceptron'; inputs: number; hidden: [number, number]; classes: number }
    /** Convolutions 3×3, each with relu and max pooling 2, then a dense layer. */
    | { kind: 'convolutional'; side: number; filters: [number, number]; hidden: number; classes: number }
    /** Embedding, LSTM, its last state. */
    | {
        kind: 'recurrent';
        vocabulary: number;
        embedding: number;
        units: number;
        length: number;
        classes: number;
      }
  );

export const CASES = {
  small: {
    kind: 'perceptron',
    inputs: 20,
    hidden: [64, 64],
    classes: 2,
    batch: 32,
    rows: 2048,
    epochs: 4,
    variants: 32,
  },
  mid: {
    kind: 'perceptron',
    inputs: 784,
    hidden: [256, 128],
    classes: 10,
    batch: 128,
    rows: 2048,
    variants: 32,
  },
  big: {
    kind: 'perceptron',
    inputs: 784,
    hidden: [512, 512],
    classes: 10,
    batch: 128,
    rows: 1024,
    variants: 32,
  },
  /** The network and the training part of the digits example. */
  digits: {
    kind: 'perceptron',
    inputs: 64,
    hidden: [128, 64],
    classes: 10,
    batch: 32,
    rows: 300,
    epochs: 30,
    variants: 30,
  },
  cnn: {
    kind: 'convolutional',
    side: 28,
    filters: [16, 32],
    hidden: 64,
    classes: 10,
    batch: 64,
    rows: 256,
    variants: 32,
  },
  lstm: {
    kind: 'recurrent',
    vocabulary: 1000,
    embedding: 32,
    units: 64,
    length: 40,
    classes: 2,
    batch: 32,
    rows: 256,
    variants: 32,
  },
} as const satisfies Record<string, SweepCase>;

export type CaseName = keyof typeof CASES;

/** Variant k of a sweep, of which both sides train `variants`: L1, L2 (Keras convention) and dropout take turns. */
export const settingsOf = (k: number) => ({ l1: 1e-5 * (k % 4), l2: 1e-4 * (k % 3), dropout: 0.5 * (k % 2) });

export const LEARNING_RATE = 1e-3;

/** Products of a run in training, `[m, k]·[k, n]`, with the operands as they lie in memory. */
export interface ProductShape {
  name: string;
  m: number;
  k: number;
  n: number;
  transposeA: boolean;
  transposeB: boolean;
}

const shape = (
  name: string,
  m: number,
  k: number,
  n: number,
  transposed: '' | 'a' | 'b' = '',
): ProductShape => ({
  name,
  m,
  k,
  n,
  transposeA: transposed === 'a',
  transposeB: transposed === 'b',
});

export const PRODUCTS: ProductShape[] = [
  shape('small, layer 1', 32, 20, 64),
  shape('small, layer 2', 32, 64, 64),
  shape('small, outputs', 32, 64, 2),
  shape('big, layer 1', 128, 784, 512),
  shape('big, layer 1, kernel gradient (AᵀB)', 784, 128, 512, 'a'),
  shape('big, layer 2', 128, 512, 512),
  shape('big, layer 2, kernel gradient (AᵀB)', 512, 128, 512, 'a'),
  shape('big, layer 2, input gradient (ABᵀ)', 128, 512, 512, 'b'),
  shape('big, outputs', 128, 512, 10),
];
