/** Values between the layers of a graph: which of them a call takes, what is known about them, what comes out. */
import type { Call, CallArgument, Run } from '../interpret/framework.ts';
import type { Node, TensorValue, UnknownValue, Value } from '../interpret/values.ts';
import type { Flow, Shaped } from '../layerShapes.ts';

/** Arguments of an application that do not flow through it. */
const BESIDE = /mask$|^(training|name|return_attention_scores|use_causal_mask|mode)$/;

/** Values that cannot be seen flow in all the same: one node for each. */
const hidden = new WeakMap<UnknownValue, TensorValue>();

/** The nodes that a call takes in, in order; empty where it is given none. */
export function inputsOf(call: Call, run: Run): Node[] {
  return call.arguments
    .filter(({ name }) => name === undefined || !BESIDE.test(name))
    .flatMap((argument) => nodesIn(argument, run));
}

function nodesIn({ value, at }: CallArgument, run: Run, depth = 0): Node[] {
  if (value.type === 'tensor') return [value.node];
  if (depth > 3) return [];
  if (value.type === 'list') {
    return value.items.flatMap((item) => nodesIn({ value: item.value, at: item.at }, run, depth + 1));
  }
  if (value.type === 'dictionary') {
    return [...value.entries.values()].flatMap((item) => nodesIn({ value: item.value, at }, run, depth + 1));
  }
  if (value.type !== 'unknown') return [];
  return [unseen(value, run).node];
}

/** What flows where a value cannot be seen. */
function unseen(value: UnknownValue, run: Run): TensorValue {
  const known = hidden.get(value) ?? run.node({ operation: 'unknown', inputs: [], features: null });
  hidden.set(value, known);
  return known;
}

/** What is known about the values of a node. */
export function flowOf({ shape, features = null }: Node): Flow {
  return { ...(shape && { shape }), lastAxis: shape ? (shape.at(-1) ?? null) : features, channels: features };
}

/** What a node of the flow holds of a rule's answer. */
export function shapedNode({ shape, lastAxis, channels }: Shaped): Pick<Node, 'shape' | 'features'> {
  const last = shape ? shape.at(-1) : lastAxis;
  return { ...(shape && { shape }), features: channels ?? last ?? null };
}

/** The tensors of a value: one, or those of a list or dictionary. */
export function tensorsIn(value: Value | undefined, depth = 0): TensorValue[] {
  if (!value || depth > 3) return [];
  if (value.type === 'tensor') return [value];
  if (value.type === 'list') return value.items.flatMap((item) => tensorsIn(item.value, depth + 1));
  if (value.type !== 'dictionary') return [];
  return [...value.entries.values()].flatMap((item) => tensorsIn(item.value, depth + 1));
}
