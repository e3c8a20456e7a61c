/** The columns of the table of tensors. */
import type { TensorReport } from '../../../src/report/weightFiles/weightsReport.ts';
import { formatShare } from '../../../src/words.ts';
import { bar } from '../../elements/bar.ts';
import { count } from '../../words/numbers.ts';
import { breakable } from '../breakable.ts';
import { shapeText, shareOf, significant } from '../numbers.ts';
import type { Column } from '../table/columns.ts';
import { KIND_NAME } from './words.ts';

type TensorColumn = Column<TensorReport>;

const share = (part: number, { count: whole }: TensorReport) => shareOf(part, whole);

const NAME: TensorColumn = {
  name: 'name',
  title: 'Tensor',
  key: ({ name }) => name,
  text: ({ name }) => name,
  cell: ({ name }) => breakable(name),
};

const COLUMNS: TensorColumn[] = [
  NAME,
  {
    name: 'kind',
    title: 'Kind',
    hide: 'hide-s',
    key: ({ kind }) => kind,
    text: ({ kind }) => KIND_NAME[kind],
  },
  {
    name: 'shape',
    title: 'Shape',
    numeric: true,
    hide: 'hide-s',
    key: (tensor) => tensor.count,
    text: ({ shape }) => shapeText(shape),
  },
  { name: 'dtype', title: 'Type', hide: 'hide-m', key: ({ dtype }) => dtype, text: ({ dtype }) => dtype },
  {
    name: 'count',
    title: 'Weights',
    numeric: true,
    key: (tensor) => tensor.count,
    text: (tensor) => count(tensor.count),
  },
  {
    name: 'near',
    title: '|w| ≤ 1e-3',
    explanation: 'Share of weights with |w| ≤ 1e-3, the exact zeros among them',
    numeric: true,
    key: (tensor) => share(tensor.nearZeros, tensor),
    text: (tensor) => formatShare(share(tensor.nearZeros, tensor)),
    cell: (tensor) => bar(share(tensor.nearZeros, tensor), '--source'),
  },
  {
    name: 'zeros',
    title: 'Exactly 0',
    explanation: 'Share of weights that are exactly 0',
    numeric: true,
    hide: 'hide-xs',
    key: (tensor) => share(tensor.exactZeros, tensor),
    text: (tensor) => formatShare(share(tensor.exactZeros, tensor)),
  },
  {
    name: 'l2',
    title: '‖w‖₂',
    explanation: 'Root of the sum of w²',
    numeric: true,
    hide: 'hide-xs',
    key: ({ l2 }) => l2,
    text: ({ l2 }) => significant(l2),
  },
  {
    name: 'max',
    title: 'max |w|',
    numeric: true,
    hide: 'hide-s',
    key: ({ max }) => max,
    text: ({ max }) => significant(max),
  },
  {
    name: 'hoyer',
    title: 'Hoyer',
    explanation: 'Hoyer’s sparsity: 0 when all weights are equal in size, 1 when only one is not 0',
    numeric: true,
    hide: 'hide-m',
    key: ({ hoyer }) => hoyer,
    text: ({ hoyer }) => hoyer.toFixed(2),
  },
  {
    name: 'likeness',
    title: 'Laplace/Gauss',
    explanation:
      'Log-likelihood a weight of the fitted Laplace minus that of the fitted Gauss distribution: above 0 looks like L1',
    numeric: true,
    hide: 'hide-m',
    key: ({ distribution }) => distribution?.laplaceOverGauss ?? null,
    text: ({ distribution }) => (distribution ? signed(distribution.laplaceOverGauss) : '–'),
  },
  {
    name: 'dead',
    title: 'Dead units',
    explanation: 'Units whose every incoming weight is exactly 0, of all units',
    numeric: true,
    hide: 'hide-s',
    key: ({ structure }) => structure?.deadOutputs.exact ?? null,
    text: ({ structure }) =>
      structure ? `${count(structure.deadOutputs.exact)} of ${count(structure.outputs)}` : '–',
  },
];

/** Only where there are some. */
const NOT_FINITE: TensorColumn = {
  name: 'nonfinite',
  title: 'NaN, ∞',
  explanation: 'Weights that are NaN or infinite',
  numeric: true,
  key: ({ nan, inf }) => nan + inf,
  text: ({ nan, inf }) => count(nan + inf),
};

const signed = (value: number) => (value > 0 ? `+${significant(value)}` : significant(value));

const ALL = [NAME, NOT_FINITE, ...COLUMNS.slice(1)];

/** NaN and infinities have a column, beside the name, where there are some. */
export const tensorColumns = (tensors: readonly TensorReport[]): TensorColumn[] =>
  tensors.some(({ nan, inf }) => nan + inf > 0) ? ALL : COLUMNS;
