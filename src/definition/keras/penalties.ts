/** What regularizes a Keras layer beside its settings: `…_regularizer=`, `…_constraint=`. */
import { plain } from '../interpret/arguments.ts';
import type { Bound, Call, CallArgument, Run } from '../interpret/framework.ts';
import type { LayerDefinition, Penalty, Regularized, Setting } from '../model.ts';
import type { Unbound } from './objects.ts';
import { below } from './paths.ts';
import { readPenalty } from './regularizers.ts';

type Found = Pick<
  LayerDefinition,
  | 'kernelPenalty'
  | 'kernelPenaltyUnknown'
  | 'otherPenalties'
  | 'maxNorms'
  | 'unreadRegularizers'
  | 'otherRegularizer'
>;

/** What the parameter `kernel_regularizer` and its like act on. */
const PARTS: Record<string, Regularized> = {
  kernel: 'kernel',
  depthwise: 'kernel',
  embeddings: 'kernel',
  pointwise: 'pointwiseKernel',
  recurrent: 'recurrentKernel',
  bias: 'bias',
  gamma: 'gamma',
  beta: 'beta',
  alpha: 'alpha',
  activity: 'activity',
};

/** Number of axes of the kernels whose last axis counts the units, so that a norm over the others is a unit's. */
const KERNEL_AXES: Record<string, number> = {
  Dense: 2,
  Embedding: 2,
  SimpleRNN: 2,
  LSTM: 2,
  GRU: 2,
  Conv1D: 3,
  Conv2D: 4,
};

const MAIN_PENALTY = /^(kernel|depthwise|embeddings)_regularizer$/;
const OTHER_REGULARIZER = /_regularizer$|_constraint$|^(recurrent_)?dropout$|^l[12]$/;

/** What each penalty of a layer is read from. */
interface Source {
  kind: string;
  name: string;
  argument: CallArgument;
  run: Run;
}

/** @param parameters those of the class in their order, for arguments that are given by position */
export function readRegularizers(
  kind: string,
  call: Call,
  bound: Bound,
  parameters: readonly string[],
  run: Run,
): Found {
  const found: Found = {};
  const names = new Set([...parameters, ...call.arguments.flatMap(({ name }) => name ?? [])]);
  let main = false;
  for (const name of names) {
    const argument = OTHER_REGULARIZER.test(name) ? bound.get(name) : undefined;
    if (!argument) continue;
    main ||= MAIN_PENALTY.test(name);
    readOne(found, { kind, name, argument, run });
  }
  if (call.open && !main) found.kernelPenaltyUnknown = run.range(call.open);
  if (kind === 'ActivityRegularization') readActivityLayer(found, call, bound, run);
  return found;
}

function readOne(found: Found, source: Source): void {
  const { name, argument, run } = source;
  const known = plain(argument.value);
  // A parameter that is `None` by default is there to be given.
  const acts = !(known?.value === null && known.origin !== 'parameter') && known?.value !== 0;
  if (acts && !MAIN_PENALTY.test(name)) found.otherRegularizer ??= run.range(argument.at);
  const [, prefix = '', what] = /^(\w+)_(regularizer|constraint)$/.exec(name) ?? [];
  const part = Object.hasOwn(PARTS, prefix) ? PARTS[prefix] : undefined;
  if (!acts || what === undefined) return;
  const read = part && (what === 'regularizer' ? readPenaltyOn : readConstraintOn)(found, part, source);
  if (read) return;
  found.unreadRegularizers ??= [];
  found.unreadRegularizers.push({ parameter: name, range: run.range(argument.at) });
}

/** Whether it was read; the kernel's own is never left to the others. */
function readPenaltyOn(found: Found, part: Regularized, { argument, run }: Source): boolean {
  const penalty = readPenalty(argument, run);
  if (part === 'kernel') {
    if (penalty === 'unknown') found.kernelPenaltyUnknown = run.range(argument.at);
    else if (penalty !== 'none') found.kernelPenalty = penalty;
    return true;
  }
  if (penalty === 'unknown') return false;
  if (penalty !== 'none') found.otherPenalties = { ...found.otherPenalties, [part]: penalty };
  return true;
}

/** `MaxNorm(3)` over a unit's incoming weights; other constraints are not read. */
function readConstraintOn(found: Found, part: Regularized, { kind, argument, run }: Source): boolean {
  const axes = Object.hasOwn(KERNEL_AXES, kind) ? KERNEL_AXES[kind]! : 0;
  const norm = part === 'kernel' || part === 'recurrentKernel' ? maxNorm(argument, axes, run) : undefined;
  if (norm) found.maxNorms = { ...found.maxNorms, [part]: norm };
  return norm !== undefined;
}

/** Keras' default is 2 over axis 0, which are a unit's weights in a matrix only. */
function maxNorm({ value, at }: CallArgument, axes: number, run: Run): Setting<number> | undefined {
  const range = run.range(at);
  if (value.type === 'known' && typeof value.value === 'string') {
    const named = /^(max_?norm)$/i.test(value.value) && axes === 2;
    return named ? { value: 2, origin: 'literal', range } : undefined;
  }
  if (value.type !== 'object' || !/^constraints\.(MaxNorm|max_?norm)$/.test(below(value.path)))
    return undefined;
  const { open } = value.data as Unbound;
  const largest = value.arguments.get('max_value') ?? value.arguments.get('m');
  const axis = value.arguments.get('axis');
  const given = axis ? plain(axis.value)?.value : 0;
  const covers = [given].flat().join() === Array.from({ length: axes - 1 }, (_, index) => index).join();
  if (open || !covers) return undefined;
  const limit = largest ? plain(largest.value) : { value: 2, passing: undefined };
  if (typeof limit?.value !== 'number') return { value: undefined, origin: 'unknown', range };
  return { value: limit.value, origin: 'literal', range, ...(limit.passing && { passing: true }) };
}

/** The layer `ActivityRegularization(l1, l2)` penalizes what passes through it. */
function readActivityLayer(found: Found, call: Call, bound: Bound, run: Run): void {
  const strength = (name: string) =>
    bound.setting(name, (value) => (typeof value === 'number' ? value : undefined), 0).value;
  const penalty: Omit<Penalty, 'range'> = { l1: strength('l1'), l2: strength('l2') };
  const first = call.arguments[0]?.at ?? call.open;
  if (!first || (penalty.l1 === 0 && penalty.l2 === 0)) return;
  found.otherPenalties = { activity: { ...penalty, range: run.range(first) } };
}
