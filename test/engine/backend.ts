import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { startBackend } from '../../src/engine/backend.ts';
import type { DenseSpec, LayerSpec, Network, RunSpec } from '../../src/engine/network.ts';
import { uniforms } from '../../src/engine/random.ts';

/** Starts the wasm backend from the installed package. */
export function startTestBackend(): Promise<string> {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  return startBackend(join(folder, 'dist'));
}

export const dense = (name: string, inputs: number, units: number): DenseSpec => ({
  kind: 'dense',
  name,
  inputs,
  units,
  useBias: true,
  initializer: 'glorot_uniform',
});

/** inputs → hidden (relu) → outputs, with `between` after the activation. */
export function smallNetwork(
  inputs: number,
  hidden: number,
  outputs: number,
  loss: Network['loss'] = 'softmax',
  between: LayerSpec[] = [],
): Network {
  const layers: LayerSpec[] = [
    dense('dense', inputs, hidden),
    { kind: 'activation', activation: 'relu' },
    ...between,
    dense('dense_1', hidden, outputs),
  ];
  return { inputs, outputs, loss, layers };
}

export const runSpec = (seed: number, settings: Partial<RunSpec> = {}): RunSpec => ({
  id: `test-seed${seed}`,
  variant: 'test',
  seed,
  l1: [0, 0],
  l2: [0, 0],
  rates: [0],
  ...settings,
});

/** Inputs uniform in (−1, 1); the class is the largest of the first `classes` inputs. */
export function someData(rows: number, width: number, classes: number, seed = 7) {
  const inputs = Float32Array.from(uniforms({ seed, stream: 1, step: 0 }, rows * width), (u) => 2 * u - 1);
  const targets = Float32Array.from({ length: rows }, (_, row) => {
    const first = Array.from(inputs.subarray(row * width, row * width + classes));
    return first.indexOf(Math.max(...first));
  });
  return { rows, inputs, targets };
}
