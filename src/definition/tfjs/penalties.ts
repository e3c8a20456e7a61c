/** Penalties that are computed from a model's weights by hand: `model.trainableWeights.map((w) => w.val.abs().sum())`. */
import { plain, reportedSetting, settingOf } from '../interpret/arguments.ts';
import type { Call, CallArgument, Run } from '../interpret/framework.ts';
import type { ParametersValue, Value } from '../interpret/values.ts';
import { factAt } from './facts.ts';

/** Attributes and methods of a model that give its weights. */
export const WEIGHTS = /^(trainableWeights|getWeights|weights)$/;

export const weightsOf = (of: string, run: Run): ParametersValue => ({
  type: 'parameters',
  set: 'all',
  of,
  at: run.statement(),
});

type Norm = NonNullable<ParametersValue['norm']>;
const measured = (value: ParametersValue, norm: Norm): ParametersValue => ({ ...value, norm });

type Step = (value: ParametersValue, rest: CallArgument[], call: Call, run: Run) => Value | undefined;

/** `tf.norm(w, 1)`: Σ|w|; `tf.norm(w)`: √Σw². */
const norm: Step = (value, [order]) => {
  const given = order && plain(order.value)?.value;
  if (given === 1) return measured(value, 'l1');
  return measured(value, order === undefined || given === 2 || given === 'euclidean' ? 'l2-norm' : 'other');
};

const squared: Step = (value) => measured(value, value.norm === undefined ? 'l2' : 'other');
const same: Step = (value) => value;

/** Each weight, or the sum over all of them: what a function of one makes of it. */
const each: Step = (value, [work], call, run) => {
  const single: ParametersValue = { ...value, single: true };
  const result = work && run.call(work.value, [{ value: single, at: work.at }], call);
  return result?.type === 'parameters' ? result : undefined;
};

/** `(sum, w) => sum.add(w.square().sum())`: each has what the sum has. */
const reduced: Step = (value, [work], call, run) => {
  const single: ParametersValue = { ...value, single: true };
  const args = [single, single].map((given) => ({ value: given, at: call.expression }));
  const result = work && run.call(work.value, args, call);
  return result?.type === 'parameters' ? result : measured(value, 'other');
};

/** A smaller part, by a condition that is not looked into. */
const chosen: Step = (value) => ({ ...value, set: 'unknown' });

const scaled: Step = (value, [factor], call, run) => {
  if (factor?.value.type === 'parameters') return measured(value, value.norm === undefined ? 'l2' : 'other');
  if (value.norm === undefined || !factor) return value;
  const result: ParametersValue = { ...value, strength: factor.value };
  note(result, factor, call, run);
  return result;
};

/** A norm that is added to something else is a penalty; where it was scaled it is known already. */
const added: Step = (value, [other], call, run) => {
  if (other?.value.type === 'parameters') return value.norm === undefined ? other.value : value;
  if (other?.value.type === 'known' || value.norm === undefined) return value;
  if (value.strength === undefined) note(value, undefined, call, run);
  return run.unknown('a loss with a penalty');
};

const STEPS: Record<string, Step> = {
  abs: (value) => measured(value, value.norm === undefined ? 'l1' : 'other'),
  square: squared,
  pow: (value, rest, call, run) =>
    plain(rest[0]?.value)?.value === 2 ? squared(value, rest, call, run) : measured(value, 'other'),
  norm,
  sum: (value) => measured(value, value.norm ?? 'other'),
  mean: (value) => measured(value, 'other'),
  addN: same,
  read: same,
  flatten: same,
  asScalar: same,
  map: each,
  forEach: each,
  reduce: reduced,
  filter: chosen,
  slice: chosen,
  mul: scaled,
  add: added,
};

/** A method of weights or of what is computed from them. */
export function weightMethod(value: ParametersValue, name: string, call: Call, run: Run): Value | undefined {
  return Object.hasOwn(STEPS, name) ? STEPS[name]!(value, call.arguments, call, run) : undefined;
}

/** `tf.abs(w)`, `tf.add(loss, penalty)`, `tf.mul(0.01, penalty)`; what a layer of the file does with its weights is no penalty. */
export function weightFunction(name: string, call: Call, run: Run): Value | undefined {
  const index = call.arguments.findIndex(({ value }) => value.type === 'parameters');
  const value = call.arguments[index]?.value;
  if (value?.type !== 'parameters' || (value.norm === undefined && meetsTensor(call))) return undefined;
  return weightMethod(value, name, { ...call, arguments: call.arguments.toSpliced(index, 1) }, run);
}

const meetsTensor = (call: Call): boolean => call.arguments.some(({ value }) => value.type === 'tensor');

/** `loss.add(penalty)`: whatever the loss is. */
export function addsWeights(name: string, call: Call, run: Run): Value | undefined {
  const [argument] = call.arguments;
  if (name !== 'add' || argument?.value.type !== 'parameters' || argument.value.norm === undefined)
    return undefined;
  return added(argument.value, [], call, run);
}

function note(
  { norm: kind, set, of }: ParametersValue,
  factor: CallArgument | undefined,
  call: Call,
  run: Run,
): void {
  if (kind === undefined) return;
  const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
  run.note({
    type: 'handPenalty',
    ...factAt(call, run),
    norm: kind,
    parameters: set,
    ...(of !== '' && { of }),
    strength: factor
      ? reportedSetting(settingOf(factor, number, run))
      : { value: undefined, origin: 'unknown' },
  });
}
