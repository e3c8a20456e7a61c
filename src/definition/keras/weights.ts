/** Weights that a layer of the file makes itself: `self.add_weight(shape=(n, m))`, `tf.Variable(…)`. */
import { bind } from '../interpret/arguments.ts';
import type { Call, Run } from '../interpret/framework.ts';
import type { ParametersValue } from '../interpret/values.ts';
import { shapeOf } from './draft.ts';
import { assignedName } from './facts.ts';

/** Counts for the block that it is made in; no layer of its own. */
export function ownWeight(call: Call, run: Run): ParametersValue {
  const shape = bind(call, ['shape'], run).get('shape');
  const sizes = shape && shapeOf(shape.value);
  const layer = run.layer(call, 'keras', { kind: 'Weight', callee: '', settings: {} });
  layer.bare = true;
  const count = sizes?.reduce((a, b) => (a === null || b === null ? null : a * b), 1);
  if (typeof count === 'number') layer.parameters = count;
  const of = assignedName(run) ?? 'self';
  return { type: 'parameters', framework: 'keras', set: 'part', of, at: call.expression };
}
