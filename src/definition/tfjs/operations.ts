/** Functions of TensorFlow.js on tensors, `tf.relu(x)`, and methods of tensors, `x.add(y)`, as nodes of the flow. */
import { plain } from '../interpret/arguments.ts';
import type { Call, Run } from '../interpret/framework.ts';
import type { Node, TensorValue, Value } from '../interpret/values.ts';
import { tensorsIn } from '../keras/flow.ts';
import type { FlowNode } from '../model.ts';
import { broadcast } from '../shapeRules/merges.ts';

/** Functions that change no shape, by one name for all frameworks. */
const POINTWISE: Record<string, string> = {
  relu: 'relu',
  relu6: 'relu',
  leakyRelu: 'relu',
  prelu: 'relu',
  elu: 'relu',
  selu: 'relu',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  softplus: 'softplus',
  softmax: 'softmax',
  logSoftmax: 'logSoftmax',
  dropout: 'dropout',
  abs: 'pointwise',
  exp: 'pointwise',
  log: 'pointwise',
  neg: 'pointwise',
  sqrt: 'pointwise',
  square: 'pointwise',
  pow: 'pointwise',
  clipByValue: 'pointwise',
  cast: 'pointwise',
  toFloat: 'pointwise',
};

/** Functions of two tensors of the same shape. */
const PAIRWISE: Record<string, string> = {
  add: 'add',
  addN: 'add',
  sub: 'subtract',
  mul: 'multiply',
  div: 'divide',
  maximum: 'maximum',
  minimum: 'minimum',
};

/** Functions whose result has another shape. */
const OTHERS: Record<string, string> = {
  concat: 'concatenate',
  concat1d: 'concatenate',
  concat2d: 'concatenate',
  stack: 'stack',
  reshape: 'reshape',
  flatten: 'flatten',
  squeeze: 'reshape',
  expandDims: 'reshape',
  transpose: 'transpose',
  matMul: 'matmul',
  dot: 'matmul',
  mean: 'mean',
  sum: 'sum',
  max: 'max',
  maxPool: 'maxPool',
  avgPool: 'averagePool',
};

const nameIn = (table: Record<string, string>, name: string): string | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** The node of an operation on tensors; undefined where no tensor of a model goes in. */
export function operation(name: string, call: Call, run: Run, receiver?: TensorValue): Value | undefined {
  const given = call.arguments.flatMap(({ value }) => tensorsIn(value));
  const inputs = [...(receiver ? [receiver] : []), ...given].map(({ node }) => node);
  const [first] = inputs;
  if (!first) return undefined;
  const at = call.expression;
  const same = nameIn(POINTWISE, name);
  if (same !== undefined) {
    const settings = same === 'dropout' ? dropoutSettings(call, receiver ? 0 : 1, run) : undefined;
    return run.node({ operation: same, inputs, at, ...shapeOf(first), ...(settings && { settings }) });
  }
  const pair = nameIn(PAIRWISE, name);
  if (pair !== undefined) return run.node({ operation: pair, inputs, at, ...together(inputs) });
  return run.node({ operation: nameIn(OTHERS, name) ?? 'unknown', inputs, at, features: null });
}

const shapeOf = ({ shape, features = null }: Node): Pick<Node, 'shape' | 'features'> => ({
  ...(shape && { shape }),
  features,
});

function together(inputs: Node[]): Pick<Node, 'shape' | 'features'> {
  const [first, ...others] = inputs as [Node, ...Node[]];
  const shape = others.reduce((all, node) => broadcast(all, node.shape), first.shape);
  const equal = others.every(({ features }) => features === first.features);
  return {
    ...(shape && { shape }),
    features: shape ? (shape.at(-1) ?? null) : equal ? (first.features ?? null) : null,
  };
}

/** `tf.dropout(x, 0.5)` drops whenever it is called. */
function dropoutSettings(call: Call, index: number, run: Run): FlowNode['settings'] {
  const argument = call.arguments[index];
  const found = argument && plain(argument.value);
  const known = found && !found.passing && typeof found.value === 'number';
  const range = argument && { range: run.range(argument.at) };
  return {
    rate: known
      ? { value: found.value as number, origin: found.origin, ...range }
      : { value: undefined, origin: 'unknown', ...range },
    training: { value: true, origin: 'default' },
  };
}
