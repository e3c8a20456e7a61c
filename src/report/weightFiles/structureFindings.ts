/** Findings about whole units, inputs, channels, heads and rows. */
import { smallSize } from '../../statistics/tensor/structure.ts';
import { formatCount } from '../../words.ts';
import { named, namesOf } from './names.ts';
import type { Structure, TensorReport, WeightsFinding } from './weightsReport.ts';

type Matrix = TensorReport & { structure: Structure };
type Dead = Structure['deadOutputs'];

export function structureFindings(tensors: readonly TensorReport[]): WeightsFinding[] {
  // What is zero throughout has a finding of its own.
  const matrices = tensors.filter((tensor): tensor is Matrix => tensor.structure !== null && tensor.max > 0);
  const kernels = matrices.filter(({ kind }) => kind === 'kernel');
  const units = kernels.filter((kernel) => !isPart(kernel));
  return [
    ...deadUnits(units),
    ...smallUnits(units),
    ...emptyParts(kernels.filter(isPart)),
    ...deadHeads(kernels),
    ...unusedInputs(kernels),
    ...emptyRows(matrices.filter(({ kind }) => kind === 'embedding')),
  ];
}

/** Kernels whose outputs are gates, or are added to those of another kernel: PyTorch's and Keras' recurrent layers. */
const RECURRENT =
  /(^|[./_])(weight_(ih|hh|hr)(_l\d+)?(_reverse)?|(lstm|gru|rnn)(_\d+)?|(lstm|gru|simple_rnn)_cell)([./_]|$)|recurrent_kernel/i;
/** Queries, keys and values, whose outputs meet in products. */
const ATTENTION =
  /in_proj_weight|(^|[./_])(q|k|v|qk|kv|qkv|wq|wk|wv|wqkv|query|key|value|query_key_value|c_attn|to_[qkv]|to_qkv|to_kv)([_.]?(proj|dense|lin))?(_weight)?([./:]|$)/i;

/** An output of it is no unit that the next layer reads. */
const isPart = ({ name }: Matrix): boolean => RECURRENT.test(name) || ATTENTION.test(name);

const sumOf = (tensors: readonly Matrix[], of: (structure: Structure) => number): number =>
  tensors.reduce((sum, { structure }) => sum + of(structure), 0);

const are = (count: number): string => (count === 1 ? 'is' : 'are');

function deadUnits(kernels: readonly Matrix[]): WeightsFinding[] {
  const dead = kernels.filter(({ structure }) => structure.deadOutputs.exact > 0);
  if (dead.length === 0) return [];
  const exact = sumOf(dead, ({ deadOutputs }) => deadOutputs.exact);
  const units = sumOf(dead, ({ outputs }) => outputs);
  return [
    {
      id: 'dead-units',
      tone: 'warning',
      title: `${exact.toLocaleString('en-US')} of ${formatCount(units, 'unit')} in ${formatCount(dead.length, 'kernel')} ${are(exact)} dead`,
      text: `All incoming weights are exactly 0: ${listOf(dead, 'unit', (size) => size === 0)}. What they put out is the same for every input. A hidden unit can be removed where one layer reads it, its constant added to that layer’s bias; an output of the model says nothing.`,
      tensors: namesOf(dead),
    },
  ];
}

const nearOnly = ({ exact, near }: Dead): number => near - exact;

function smallUnits(kernels: readonly Matrix[]): WeightsFinding[] {
  const small = kernels.filter(({ structure }) => nearOnly(structure.deadOutputs) > 0);
  if (small.length === 0) return [];
  const count = sumOf(small, ({ deadOutputs }) => nearOnly(deadOutputs));
  const units = sumOf(small, ({ outputs }) => outputs);
  return [
    {
      id: 'small-units',
      tone: 'info',
      title: `${count.toLocaleString('en-US')} of ${formatCount(units, 'unit')} in ${formatCount(small.length, 'kernel')} ${are(count)} nearly dead`,
      text: `${SMALL}, not 0: ${listOf(small, 'unit', (size, limit) => size > 0 && size <= limit)}. Beside the other units they hardly vary, unless their inputs are large or a normalization follows, which scales them up.`,
      tensors: namesOf(small),
    },
  ];
}

const SMALL = 'All incoming weights are at most 1e-3 and a hundredth of the kernel’s largest';

function emptyParts(kernels: readonly Matrix[]): WeightsFinding[] {
  const empty = kernels.filter(({ structure }) => structure.deadOutputs.exact > 0);
  if (empty.length === 0) return [];
  const rows = sumOf(empty, ({ deadOutputs }) => deadOutputs.exact);
  const all = sumOf(empty, ({ outputs }) => outputs);
  return [
    {
      id: 'empty-outputs',
      tone: 'info',
      title: `${rows.toLocaleString('en-US')} of ${formatCount(all, 'output')} of ${formatCount(empty.length, 'recurrent or attention kernel')} ${are(rows)} empty`,
      text: `All their weights are exactly 0: ${listOf(empty, 'output', (size) => size === 0)}. These are gates or parts of queries, keys and values, not units: a gate still has its bias and its other kernel, and of a query or key one coordinate drops out of the product.`,
      tensors: namesOf(empty),
    },
  ];
}

const MOST_NAMED = 3;
const MOST_UNITS = 5;

/** `“fc1” units 3, 40`; of few kernels and units, counted from 0. */
function listOf(
  kernels: readonly Matrix[],
  noun: string,
  isMeant: (size: number, limit: number) => boolean,
): string {
  const texts = kernels.slice(0, MOST_NAMED).map(({ name, structure, max }) => {
    const { outputs, outputMaxima } = structure;
    if (outputMaxima.length < outputs) return `“${name}”`;
    const limit = smallSize(max);
    const units = outputMaxima.flatMap((size, unit) => (isMeant(size, limit) ? [unit] : []));
    const more = units.length > MOST_UNITS ? `, … (${units.length})` : '';
    return `“${name}” ${noun}${units.length === 1 ? '' : 's'} ${units.slice(0, MOST_UNITS).join(', ')}${more}`;
  });
  const others = kernels.length - texts.length;
  return texts.join('; ') + (others > 0 ? `; ${formatCount(others, 'other kernel')}` : '');
}

function deadHeads(kernels: readonly Matrix[]): WeightsFinding[] {
  const dead = kernels.filter(({ structure }) => (structure.deadHeads?.near ?? 0) > 0);
  if (dead.length === 0) return [];
  const near = sumOf(dead, ({ deadHeads }) => deadHeads!.near);
  const exact = sumOf(dead, ({ deadHeads }) => deadHeads!.exact);
  const heads = sumOf(dead, ({ deadHeads }) => deadHeads!.heads);
  return [
    {
      id: 'dead-heads',
      tone: 'warning',
      title: `${near} of ${formatCount(heads, 'attention head')} ${are(near)} ${exact === near ? '' : 'nearly '}dead`,
      text: `${named(dead)}: all weights of the head are ${sizeText(exact, near)}.`,
      tensors: namesOf(dead),
    },
  ];
}

/** `exactly 0`, `at most 1e-3 and …, of 2 exactly 0`. */
function sizeText(exact: number, near: number): string {
  if (exact === near) return 'exactly 0';
  const zeros = exact === 0 ? '' : `, of ${exact.toLocaleString('en-US')} exactly 0`;
  return `at most 1e-3 and a hundredth of the kernel’s largest${zeros}`;
}

const unusedOf = ({ deadChannels, deadInputs }: Structure): Dead => deadChannels ?? deadInputs;

function unusedInputs(kernels: readonly Matrix[]): WeightsFinding[] {
  const unused = kernels.filter(({ structure }) => unusedOf(structure).near > 0);
  if (unused.length === 0) return [];
  const near = sumOf(unused, (structure) => unusedOf(structure).near);
  const exact = sumOf(unused, (structure) => unusedOf(structure).exact);
  return [
    {
      id: 'unused-inputs',
      tone: 'info',
      title: `${formatCount(near, 'input')} of ${formatCount(unused.length, 'kernel')} ${are(near)} ${exact === near ? 'not' : 'hardly'} used`,
      text: `${named(unused)}: all weights that leave them are ${sizeText(exact, near)}. In the first layer this is feature selection, deeper the units before them have no part in this kernel.`,
      tensors: namesOf(unused),
    },
  ];
}

function emptyRows(embeddings: readonly Matrix[]): WeightsFinding[] {
  const empty = embeddings.filter(({ structure }) => structure.deadInputs.exact > 1);
  if (empty.length === 0) return [];
  const rows = sumOf(empty, ({ deadInputs }) => deadInputs.exact);
  return [
    {
      id: 'embedding-rows',
      tone: 'info',
      title: `${formatCount(rows, 'embedding row')} ${are(rows)} exactly 0`,
      text: `${named(empty)}: entries of the vocabulary that were never trained, reserved, or removed by a penalty. One such row is usually the padding.`,
      tensors: namesOf(empty),
    },
  ];
}
