/** Entry of a benchmark process: trains a stack by the product's own path, one epoch a round or the case's number, or times products. */
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { startBackend } from '../src/engine/backend.ts';
import { stackedMatMul } from '../src/engine/ops/matMul.ts';
import { normals } from '../src/engine/random.ts';
import { newRunState, Stack } from '../src/engine/stack.ts';
import { tileSize } from '../src/engine/tile.ts';
import type { ProductShape } from './cases.ts';
import type { Reply, Request } from './messages.ts';
import { dataOf, networkOf, specOf, trainingOf } from './networks.ts';
import { profiled } from './profile.ts';

let stacks: Stack[] = [];
let epochs = 1;

/** As `trainRuns` does: as many runs in one stack as work best together, the stacks in turn. */
function prepare({ sweep, variants }: Extract<Request, { type: 'prepare' }>): void {
  epochs = sweep.epochs ?? 1;
  const network = networkOf(sweep);
  const training = trainingOf(sweep);
  const data = dataOf(sweep);
  const runs = variants.map((k) => newRunState(network, training, specOf(network, k)));
  const size = tileSize(network, training);
  stacks = Array.from(
    { length: Math.ceil(runs.length / size) },
    (_, tile) => new Stack(network, training, data, runs.slice(tile * size, (tile + 1) * size)),
  );
  trainRound();
}

function trainRound(): void {
  for (let epoch = 0; epoch < epochs; epoch++) for (const stack of stacks) stack.trainEpoch();
}

function secondsOf(use: () => void): number {
  const begin = performance.now();
  use();
  return (performance.now() - begin) / 1000;
}

/** Billions of floating-point operations a second in `runs` products at once, best of several rounds. */
function productSpeed({ m, k, n, transposeA, transposeB }: ProductShape, runs: number): number {
  const random = (rows: number, columns: number) =>
    tf.tensor3d(Float32Array.from(normals({ seed: 1, stream: 3, step: 0 }, runs * rows * columns)), [
      runs,
      rows,
      columns,
    ]);
  const a = transposeA ? random(k, m) : random(m, k);
  const b = transposeB ? random(n, k) : random(k, n);
  const flops = 2 * m * k * n * runs;
  const repeats = Math.max(1, Math.round(2e9 / flops));
  const rounds = Array.from({ length: 8 }, () =>
    secondsOf(() => {
      for (let repeat = 0; repeat < repeats; repeat++) stackedMatMul(a, b, transposeA, transposeB).dispose();
    }),
  );
  tf.dispose([a, b]);
  return (flops * repeats) / Math.min(...rounds) / 1e9;
}

async function answer(request: Request): Promise<Reply> {
  switch (request.type) {
    case 'start':
      return { type: 'started', backend: await startBackend(dirname(__filename)) };
    case 'prepare':
      prepare(request);
      return { type: 'prepared' };
    case 'round':
      return { type: 'round', seconds: secondsOf(trainRound), peak: peakMegabytes() };
    case 'profile':
      return { type: 'profile', shares: await profiled(trainRound) };
    case 'products':
      return {
        type: 'products',
        gigaflops: request.shapes.map((shape) => productSpeed(shape, request.runs)),
      };
    default: {
      const never: never = request;
      throw new Error(`request ${JSON.stringify(never)}`);
    }
  }
}

/** The largest resident size so far. */
const peakMegabytes = (): number => process.resourceUsage().maxRSS / 1024;

process.on('message', (request: Request) => {
  answer(request).then(
    (reply) => process.send!(reply),
    (error: Error) => process.send!({ type: 'failed', reason: error.stack ?? error.message } satisfies Reply),
  );
});
process.on('disconnect', () => process.exit(0));
