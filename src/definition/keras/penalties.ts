/** What regularizes a Keras layer beside its settings: `…_regularizer=`, `…_constraint=`. */
import type { SyntaxNode } from '@lezer/common';
import type { LayerDefinition, Regularized, Setting } from '../model.ts';
import { expressionBehind } from '../python/names.ts';
import { rangeOf } from '../python/syntax.ts';
import { evaluate, evaluateAll } from '../python/values.ts';
import { bindArguments, type KerasArguments } from './arguments.ts';
import { readPenalty } from './regularizers.ts';
import { kerasSymbol } from './symbols.ts';

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

/** @param parameters those of the class in their order, for arguments that are given by position */
export function readRegularizers(kind: string, args: KerasArguments, parameters: string[]): Found {
  const found: Found = {};
  const written = args.written.flatMap(({ name }) => name ?? []);
  const names = new Set([...parameters, ...written]);
  for (const name of names) {
    const argument = args.find(name);
    if (argument) readOne(found, kind, args, name, argument.value);
  }
  if (args.spread && ![...names].some((name) => MAIN_PENALTY.test(name) && args.find(name))) {
    found.kernelPenaltyUnknown = rangeOf(args.source, args.spread);
  }
  if (kind === 'ActivityRegularization') readActivityLayer(found, args);
  return found;
}

function readOne(found: Found, kind: string, args: KerasArguments, name: string, value: SyntaxNode): void {
  const known = evaluate(args.source, value)?.value;
  const acts = known !== null && known !== 0;
  if (acts && OTHER_REGULARIZER.test(name) && !MAIN_PENALTY.test(name)) {
    found.otherRegularizer ??= rangeOf(args.source, value);
  }
  const [, prefix = '', what] = /^(\w+)_(regularizer|constraint)$/.exec(name) ?? [];
  const part = Object.hasOwn(PARTS, prefix) ? PARTS[prefix] : undefined;
  if (!acts || what === undefined) return;
  const read =
    part && (what === 'regularizer' ? readPenaltyOn : readConstraintOn)(found, kind, args, part, value);
  if (read) return;
  found.unreadRegularizers ??= [];
  found.unreadRegularizers.push({ parameter: name, range: rangeOf(args.source, value) });
}

/** Whether it was read; the kernel's own is never left to the others. */
function readPenaltyOn(
  found: Found,
  _kind: string,
  { source }: KerasArguments,
  part: Regularized,
  value: SyntaxNode,
): boolean {
  const penalty = readPenalty(source, value);
  if (part === 'kernel') {
    if (penalty === 'unknown') found.kernelPenaltyUnknown = rangeOf(source, value);
    else if (penalty !== 'none') found.kernelPenalty = penalty;
    return true;
  }
  if (penalty === 'unknown') return false;
  if (penalty !== 'none') found.otherPenalties = { ...found.otherPenalties, [part]: penalty };
  return true;
}

/** `MaxNorm(3)` over a unit's incoming weights; other constraints are not read. */
function readConstraintOn(
  found: Found,
  kind: string,
  { source }: KerasArguments,
  part: Regularized,
  value: SyntaxNode,
): boolean {
  const axes = Object.hasOwn(KERNEL_AXES, kind) ? KERNEL_AXES[kind]! : 0;
  const norm = part === 'kernel' || part === 'recurrentKernel' ? maxNorm(source, value, axes) : undefined;
  if (norm) found.maxNorms = { ...found.maxNorms, [part]: norm };
  return norm !== undefined;
}

/** Keras' default is 2 over axis 0, which are a unit's weights in a matrix only. */
function maxNorm(
  source: KerasArguments['source'],
  node: SyntaxNode,
  axes: number,
): Setting<number> | undefined {
  const range = rangeOf(source, node);
  const text = evaluate(source, node)?.value;
  if (typeof text === 'string') {
    const named = /^(max_?norm)$/i.test(text) && axes === 2;
    return named ? { value: 2, origin: 'literal', range } : undefined;
  }
  const call = expressionBehind(source, node);
  const callee = call?.name === 'CallExpression' ? call.firstChild : null;
  const path = callee ? kerasSymbol(source, callee)?.path : undefined;
  if (!call || !path || !/^constraints\.(MaxNorm|max_?norm)$/.test(path)) return undefined;
  const args = bindArguments(source, call, ['max_value', 'axis']);
  const largest = args.find('max_value');
  const axis = args.find('axis');
  const given = axis ? evaluateAll(source, axis.value)?.value : 0;
  const covers = [given].flat().join() === Array.from({ length: axes - 1 }, (_, index) => index).join();
  const value = largest ? evaluate(source, largest.value)?.value : 2;
  if (args.spread || !covers) return undefined;
  if (typeof value !== 'number') return { value: undefined, origin: 'unknown', range };
  return { value, origin: 'literal', range };
}

/** The layer `ActivityRegularization(l1, l2)` penalizes what passes through it. */
function readActivityLayer(found: Found, args: KerasArguments): void {
  const strength = (name: string) => {
    const argument = args.find(name);
    if (!argument) return args.spread ? undefined : 0;
    const value = evaluate(args.source, argument.value)?.value;
    return typeof value === 'number' ? value : undefined;
  };
  const [l1, l2] = [strength('l1'), strength('l2')];
  const first = args.written[0];
  if (!first || (l1 === 0 && l2 === 0)) return;
  found.otherPenalties = { activity: { l1, l2, range: rangeOf(args.source, first) } };
}
