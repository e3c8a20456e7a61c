/** Forward passes with dropout on and everything else as in evaluation. */
import * as tf from '@tensorflow/tfjs-core';
import type { Part } from '../../dataset/dataset.ts';
import { upload } from '../arrays.ts';
import { dataOf, eachPiece, uploadParameters } from '../evaluate.ts';
import { forward, type TrainingPass } from '../forward.ts';
import type { Shape } from '../layerSpecs.ts';
import { dropoutMask } from '../ops/masks.ts';
import { rowsPerPiece } from '../pieces.ts';
import { type Address, normals, STREAM } from '../random.ts';
import { sizeOf } from '../shapes.ts';
import { cutBefore, firstActiveNode, type Trained } from './trained.ts';

/** One thinned network. */
export interface RandomPass {
  /** Strength at each place. */
  rates: readonly number[];
  /** Passes with the same number draw the same random words. */
  draw: number;
}

/** Outputs of one pass for some of the rows. */
export interface PieceOutputs {
  /** First row, and how many. */
  from: number;
  rows: number;
  /** Index among the passes. */
  pass: number;
  /** `[rows, outputs]`, row-major. */
  outputs: Float32Array;
}

/**
 * Calls `use` with the outputs of each pass, piece by piece of the rows and in the order of the passes. A mask is drawn
 * from (seed, a stream of the probes and the place, draw and piece), so the outputs depend neither on what else is
 * measured nor on the backend's kernels. What comes before the first place that acts is computed once for all passes.
 * @param passes must act at the same places; their strengths may differ at dropout layers only
 */
export function eachPass(
  trained: Trained,
  seed: number,
  part: Part,
  passes: readonly RandomPass[],
  use: (piece: PieceOutputs) => void,
): void {
  const { network } = trained;
  const { head, tail } = cutBefore(
    trained,
    firstActiveNode(
      trained,
      passes.map(({ rates }) => rates),
    ),
  );
  const skipped = trained.rates.length - tail.rates.length;
  const headValues = head ? uploadParameters(head.network, [head.values]) : [];
  const tailValues = uploadParameters(tail.network, [tail.values]);
  const strengths = (model: Trained) => model.rates.map((rate) => [rate]);
  let piece = 0;
  eachPiece(network, part, (x, from, rows) => {
    const given = head
      ? tf.tidy(() => forward(head.network, headValues, x, { runs: 1, strengths: strengths(head) }))
      : x;
    const together = Math.max(1, Math.floor(rowsPerPiece(tail.network) / rows));
    for (let pass = 0; pass < passes.length; pass += together) {
      const chunk = passes.slice(pass, pass + together);
      const stacked = dataOf(() => {
        const draws = drawsOf(chunk, { seed, skipped, piece: piece * passes.length });
        return forward(tail.network, tailValues, repeated(given, chunk.length), {
          runs: 1,
          strengths: chunk[0]!.rates.slice(skipped).map((rate) => [rate]),
          training: draws,
        });
      });
      const size = rows * network.outputs;
      chunk.forEach((_, at) => {
        use({ from, rows, pass: pass + at, outputs: stacked.subarray(at * size, (at + 1) * size) });
      });
    }
    if (head) given.dispose();
    piece++;
  });
  tf.dispose([headValues, tailValues]);
}

/** `[1, rows, …]` → `[1, count·rows, …]`: passes are more rows of one run, so that they share its weights. */
function repeated(x: tf.Tensor, count: number): tf.Tensor {
  const [, rows, ...shape] = x.shape as [number, number, ...number[]];
  if (count === 1) return x;
  const ones = tf.ones([count, 1, ...shape.map(() => 1)]);
  return tf.reshape(tf.mul(x, ones), [1, count * rows, ...shape]);
}

/** Masks and noise of a chunk of passes, which stand one after the other on the first axis of a shape. */
function drawsOf(
  chunk: RandomPass[],
  { seed, skipped, piece }: { seed: number; skipped: number; piece: number },
): TrainingPass {
  const addresses = (place: number): Address[] =>
    chunk.map(({ draw }) => ({ seed, stream: STREAM.probe + skipped + place, step: piece + draw }));
  const ofOne = ([batch, ...shape]: Shape): number[] => [batch! / chunk.length, ...shape];
  return {
    movingAverages: true,
    mask(place, shape, kept) {
      const rates = chunk.map((pass) => pass.rates[skipped + place]!);
      if (rates.every((rate) => rate === 0)) return undefined;
      const masks = dropoutMask(ofOne(shape), rates, addresses(place), rates.map(kept));
      return tf.reshape(masks, [1, ...shape]);
    },
    normals(place, shape) {
      const count = sizeOf(ofOne(shape));
      const drawn = addresses(place).map((address) => Float32Array.from(normals(address, count)));
      return tf.reshape(upload(drawn, ofOne(shape)), [1, ...shape]);
    },
    update: () => {
      throw new Error('a probe changes no parameter');
    },
  };
}
