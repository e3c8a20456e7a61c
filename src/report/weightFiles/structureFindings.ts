/** Findings about whole units, inputs, channels, heads and rows. */
import { formatCount } from '../../words.ts';
import { named, namesOf } from './names.ts';
import type { Structure, TensorReport, WeightsFinding } from './weightsReport.ts';

type Matrix = TensorReport & { structure: Structure };

export function structureFindings(tensors: readonly TensorReport[]): WeightsFinding[] {
  // What is zero throughout has a finding of its own.
  const matrices = tensors.filter((tensor): tensor is Matrix => tensor.structure !== null && tensor.max > 0);
  const kernels = matrices.filter(({ kind }) => kind === 'kernel');
  return [
    ...deadUnits(kernels),
    ...deadHeads(kernels),
    ...unusedInputs(kernels),
    ...emptyRows(matrices.filter(({ kind }) => kind === 'embedding')),
  ];
}

const sumOf = (tensors: readonly Matrix[], of: (structure: Structure) => number): number =>
  tensors.reduce((sum, { structure }) => sum + of(structure), 0);

function deadUnits(kernels: readonly Matrix[]): WeightsFinding[] {
  const dead = kernels.filter(({ structure }) => structure.deadOutputs.near > 0);
  if (dead.length === 0) return [];
  const near = sumOf(dead, ({ deadOutputs }) => deadOutputs.near);
  const exact = sumOf(dead, ({ deadOutputs }) => deadOutputs.exact);
  const units = sumOf(dead, ({ outputs }) => outputs);
  return [
    {
      id: 'dead-units',
      tone: 'warning',
      title: `${near.toLocaleString('en-US')} of ${formatCount(units, 'unit')} in ${formatCount(dead.length, 'kernel')} ${near === 1 ? 'is' : 'are'} dead`,
      text: `All incoming weights are at most 1e-3${exact > 0 ? `, of ${formatCount(exact, 'unit')} exactly 0` : ''}: ${listOf(dead)}. Their outputs are constant: without them and with these added to the next layer’s bias, the model computes the same.`,
      tensors: namesOf(dead),
    },
  ];
}

const MOST_NAMED = 3;
const MOST_UNITS = 5;

/** `“fc1” units 3, 40`; of few kernels and units, counted from 0. */
function listOf(kernels: readonly Matrix[]): string {
  const texts = kernels.slice(0, MOST_NAMED).map(({ name, structure }) => {
    const { outputs, outputMaxima, deadOutputs } = structure;
    if (outputMaxima.length < outputs) return `“${name}” ${formatCount(deadOutputs.near, 'unit')}`;
    const units = outputMaxima.flatMap((size, unit) => (size <= Math.fround(1e-3) ? [unit] : []));
    const more = units.length > MOST_UNITS ? `, … (${units.length})` : '';
    return `“${name}” ${units.length === 1 ? 'unit' : 'units'} ${units.slice(0, MOST_UNITS).join(', ')}${more}`;
  });
  const others = kernels.length - texts.length;
  return texts.join('; ') + (others > 0 ? `; ${formatCount(others, 'other kernel')}` : '');
}

function deadHeads(kernels: readonly Matrix[]): WeightsFinding[] {
  const dead = kernels.filter(({ structure }) => (structure.deadHeads?.near ?? 0) > 0);
  if (dead.length === 0) return [];
  const near = sumOf(dead, ({ deadHeads }) => deadHeads!.near);
  const heads = sumOf(dead, ({ deadHeads }) => deadHeads!.heads);
  return [
    {
      id: 'dead-heads',
      tone: 'warning',
      title: `${near} of ${formatCount(heads, 'attention head')} ${near === 1 ? 'is' : 'are'} dead`,
      text: `${named(dead)}: all weights of the head are at most 1e-3.`,
      tensors: namesOf(dead),
    },
  ];
}

function unusedInputs(kernels: readonly Matrix[]): WeightsFinding[] {
  const unused = kernels.filter(({ structure }) => {
    const { deadInputs, deadChannels } = structure;
    return deadChannels ? deadChannels.near > 0 : deadInputs.near > 0;
  });
  if (unused.length === 0) return [];
  const near = sumOf(unused, ({ deadInputs, deadChannels }) => (deadChannels ?? deadInputs).near);
  return [
    {
      id: 'unused-inputs',
      tone: 'info',
      title: `${formatCount(near, 'input')} of ${formatCount(unused.length, 'kernel')} ${near === 1 ? 'is' : 'are'} not used`,
      text: `${named(unused)}: all weights that leave them are at most 1e-3. In the first layer this is feature selection, deeper the units before them do nothing.`,
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
      title: `${formatCount(rows, 'embedding row')} ${rows === 1 ? 'is' : 'are'} exactly 0`,
      text: `${named(empty)}: entries of the vocabulary that were never trained, reserved, or removed by a penalty. One such row is usually the padding.`,
      tensors: namesOf(empty),
    },
  ];
}
