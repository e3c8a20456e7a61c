/** The report of a weight file for people. */
import type {
  KindTotal,
  TensorKind,
  TensorReport,
  WeightsReport,
} from '../report/weightFiles/weightsReport.ts';
import { formatBytes, formatCount, formatShare } from '../words.ts';
import { type TextColumn, textTable } from './textTable.ts';

const INDENT = '  ';

/** @param withSpectrum ranks and α of the kernels too */
export function weightsText(report: WeightsReport, withSpectrum: boolean): string {
  const { file, title, bytes, tensors, total } = report;
  const heading = [
    file,
    `${INDENT}${title}, ${formatBytes(bytes)}: ${formatCount(total.count, 'weight')} in ${formatCount(tensors.length, 'tensor')}`,
  ];
  const blocks = [
    heading,
    tensors.length === 0 ? [] : tensorTable(tensors, withSpectrum),
    kindTable(report),
    likenessLines(report),
    findingLines(report),
    [...report.notes, ...report.unread.map(({ name, reason }) => `not read: “${name}”: ${reason}`)].map(
      (note) => `${INDENT}note: ${note}`,
    ),
  ];
  return `${blocks
    .flatMap((block) => (block.length === 0 ? [] : [...block, '']))
    .join('\n')
    .trimEnd()}\n`;
}

const TENSOR_COLUMNS: TextColumn[] = [
  { title: 'tensor', most: 40 },
  { title: 'kind', most: 6 },
  { title: 'shape' },
  { title: 'type' },
  { title: '= 0', isNumber: true },
  { title: '≤ 1e-3', isNumber: true },
  { title: '‖w‖₂', isNumber: true },
  { title: 'max|w|', isNumber: true },
];

const SPECTRUM_COLUMNS: TextColumn[] = [
  { title: 'stable rank', isNumber: true },
  { title: 'eff. rank', isNumber: true },
  { title: 'α', isNumber: true },
];

function tensorTable(tensors: readonly TensorReport[], withSpectrum: boolean): string[] {
  // State of the optimizer is among the kinds below.
  const shown = tensors.filter(({ kind }) => kind !== 'optimizer');
  const columns = withSpectrum ? [...TENSOR_COLUMNS, ...SPECTRUM_COLUMNS] : TENSOR_COLUMNS;
  const rows = shown.map((tensor) => [
    tensor.name,
    KIND_NAMES[tensor.kind],
    tensor.shape.length === 0 ? 'scalar' : tensor.shape.join('×'),
    SHORT_TYPES[tensor.dtype] ?? tensor.dtype,
    shareOf(tensor.exactZeros, tensor.count),
    shareOf(tensor.nearZeros, tensor.count),
    size(tensor.l2),
    tensor.nan + tensor.inf === 0 ? size(tensor.max) : `${tensor.nan + tensor.inf} not finite`,
    ...(withSpectrum ? spectrumCells(tensor) : []),
  ]);
  return textTable(columns, rows).map((line) => INDENT + line);
}

/** α in parentheses where there is reason not to believe it. */
function spectrumCells({ spectrum }: TensorReport): string[] {
  if (!spectrum) return ['', '', ''];
  const { stableRank, effectiveRank, alpha } = spectrum;
  const exponent = alpha?.alpha.toFixed(1) ?? '–';
  return [stableRank.toFixed(1), effectiveRank?.toFixed(1) ?? '–', alpha?.doubt ? `(${exponent})` : exponent];
}

const KIND_NAMES: Record<TensorKind, string> = {
  kernel: 'kernel',
  embedding: 'embed.',
  bias: 'bias',
  normalization: 'norm.',
  buffer: 'buffer',
  optimizer: 'optimizer',
  other: 'other',
};

const SHORT_TYPES: Record<string, string> = {
  float64: 'f64',
  float32: 'f32',
  float16: 'f16',
  bfloat16: 'bf16',
};

const shareOf = (part: number, count: number): string =>
  part === 0 || count === 0 ? '0' : formatShare(part / count);

/** Three digits: `0.0123`, `4.56`, `1.2e-7`. */
export function size(value: number): string {
  if (value === 0) return '0';
  return value >= 1e-4 && value < 1e5 ? String(Number(value.toPrecision(3))) : value.toExponential(1);
}

function kindTable({ kinds, total }: WeightsReport): string[] {
  const columns: TextColumn[] = [
    { title: 'kind' },
    { title: 'tensors', isNumber: true },
    { title: 'values', isNumber: true },
    { title: '= 0', isNumber: true },
    { title: '≤ 1e-3', isNumber: true },
    { title: '‖w‖₁', isNumber: true },
    { title: '‖w‖₂', isNumber: true },
    { title: 'max|w|', isNumber: true },
  ];
  const row = (name: string, sums: KindTotal) => [
    name,
    sums.tensors.toLocaleString('en-US'),
    sums.count.toLocaleString('en-US'),
    shareOf(sums.exactZeros, sums.count),
    shareOf(sums.nearZeros, sums.count),
    size(sums.l1),
    size(sums.l2),
    size(sums.max),
  ];
  const rows = Object.entries(kinds).map(([kind, sums]) => row(kind, sums));
  return textTable(columns, [...rows, row('all weights', total)]).map((line) => INDENT + line);
}

function likenessLines({ likeness }: WeightsReport): string[] {
  return likeness ? wrapped(likeness.text, INDENT).concat(wrapped(likeness.caveat, INDENT)) : [];
}

function findingLines({ findings }: WeightsReport): string[] {
  return findings.flatMap(({ tone, title, text }) => [
    `${INDENT}${tone === 'warning' ? 'warning: ' : ''}${title}`,
    ...wrapped(text, INDENT + INDENT),
  ]);
}

const WIDTH = 100;

/** Lines of at most 100 characters, broken between words. */
export function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, indent + line];
}
