import type { MultiHeadAttentionSpec, Shape } from '../layerSpecs.ts';
import { lastOf, shapeText } from '../shapes.ts';
import { kernelAndBias } from './kernelAndBias.ts';
import type { LayerLayout } from './layerLayout.ts';

/** Shapes of a row of query, key and value; the value is the key, too, when no third input is given. */
const rolesOf = ([query, value, key = value]: Shape[]) => ({ query: query!, key: key!, value: value! });

/**
 * Kernel `[a, b, c]` and bias of a projection. Its fans are a·b and a·c: Keras' initializers take any kernel of three
 * axes for that of a convolution, and its models start from these values.
 */
function projection(spec: MultiHeadAttentionSpec, name: string, shape: number[], unitAxes: number) {
  const [a, b, c] = shape as [number, number, number];
  return kernelAndBias(spec, shape, { fanIn: a * b, fanOut: a * c }, { prefix: `${name}/`, unitAxes });
}

function checkInputs(name: string, inputs: Shape[]): void {
  const { key, value } = rolesOf(inputs);
  if (
    inputs.length < 2 ||
    inputs.length > 3 ||
    inputs.some((shape) => shape.length !== 2) ||
    key[0] !== value[0]
  ) {
    throw new Error(
      `${name} needs query, value and perhaps key, each [steps, features], with as many steps of the key as of the ` +
        `value, not ${inputs.map(shapeText).join(', ')}.`,
    );
  }
}

/** Multi-head scaled dot-product attention (Vaswani et al. 2017), with Keras' parameters. */
export const multiHeadAttentionLayout: LayerLayout<MultiHeadAttentionSpec> = {
  outputShape({ name, outputs }, inputs) {
    checkInputs(name, inputs);
    return [inputs[0]![0]!, outputs];
  },
  parameters(spec, inputs) {
    const { heads, keySize, valueSize, outputs } = spec;
    const { query, key, value } = rolesOf(inputs);
    const inner = (name: string, shape: Shape, size: number) =>
      projection(spec, name, [lastOf(shape), heads, size], 2);
    return [
      ...inner('query', query, keySize),
      ...inner('key', key, keySize),
      ...inner('value', value, valueSize),
      ...projection(spec, 'attention_output', [heads, valueSize, outputs], 1),
    ];
  },
  places: () => [{ strength: 'rate' }],
  /** Four projections, two products for each pair of positions and head, and a softmax of about 5 operations. */
  flops({ heads, keySize, valueSize, outputs, useBias }, inputs) {
    const { query, key, value } = rolesOf(inputs);
    const dense = (rows: number, features: number, units: number) =>
      rows * units * (2 * features + Number(useBias));
    const pairs = heads * query[0]! * key[0]!;
    return (
      dense(query[0]!, query[1]!, heads * keySize) +
      dense(key[0]!, key[1]!, heads * keySize) +
      dense(value[0]!, value[1]!, heads * valueSize) +
      pairs * (2 * keySize + 5 + 2 * valueSize) +
      dense(query[0]!, heads * valueSize, outputs)
    );
  },
};
