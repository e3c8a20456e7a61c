/** PyTorch's numbers of `test/goldens/recurrent.py`. */
import numbers from '../../goldens/recurrent.json' with { type: 'json' };
import { expectClose, type RunOutputs } from './harness.ts';

export const golden = numbers;
type Case = (typeof golden.cases)[number];

export const goldenInputs = ({ x, parameters, dy }: Case) => ({
  inputs: [Float32Array.from(x)],
  values: parameters.map((values) => Float32Array.from(values)),
  weights: Float32Array.from(dy),
});

export function expectGolden(actual: RunOutputs, { y, xGradient, gradients }: Case): void {
  expectClose(actual.output, y);
  expectClose(actual.inputGradients[0]!, xGradient);
  gradients.forEach((gradient, index) => {
    expectClose(actual.valueGradients[index]!, gradient);
  });
}
