/** The results as tables for people (Markdown, also on the terminal) and as JSON. */
import type { BackendReport } from '../src/experiment/backend.ts';
import type { CaseName } from './cases.ts';
import {
  type ExperimentResult,
  type ProductResult,
  type ScalingResult,
  type SweepResult,
  WORKERS,
} from './measure.ts';
import type { PanelResult } from './panel.ts';
import type { ReaderResult } from './reader.ts';
import { ratio, type Sample } from './sample.ts';

export interface Results {
  date: string;
  version: string;
  /** `load`: processes that wanted to run in the minute before. */
  machine: { processor: string; cores: number; memory: string; system: string; node: string; load: number };
  backend?: BackendReport;
  /** Version of PyTorch, or why there is none. */
  torch?: string;
  withoutTorch?: string;
  sweep: Partial<Record<CaseName, SweepResult>>;
  experiment?: ExperimentResult;
  products?: ProductResult[];
  scaling?: ScalingResult[];
  reader?: ReaderResult;
  panel?: PanelResult;
}

/** At least, and aimed at, against the loop; aimed at against stacked variants. */
const TARGETS: Partial<Record<CaseName, { least?: number; aim?: number; stacked?: number }>> = {
  small: { least: 15, aim: 50, stacked: 4 },
  mid: { least: 1.6, aim: 2.4, stacked: 1.2 },
  big: { least: 1.2, aim: 1.5, stacked: 1.4 },
  digits: { least: 10, aim: 30 },
};

const TITLES: Record<CaseName, string> = {
  small: 'small: 20-64-64-2, batch 32',
  mid: 'mid: 784-256-128-10, batch 128',
  big: 'big: 784-512-512-10, batch 128',
  digits: 'digits: 64-128-64-10, batch 32',
  cnn: 'cnn: 28×28, conv 16-32, dense 64, batch 64',
  lstm: 'lstm: 40 tokens, embedding 32, LSTM 64, batch 32',
};

const number = (value: number): string =>
  value >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
const times = (value: number): string => `${number(value)}×`;
const spread = ({ median, least, most }: Sample): string =>
  `${number(median)} (${number(least)}–${number(most)})`;

/** What the JSON says of one part: ratios first, then what they are made of. */
function ratiosOf({ ours, loop, stacked, profile }: SweepResult) {
  return {
    vsLoop: loop && ratio(loop.step, ours.step),
    vsStacked: stacked && ratio(stacked.step, ours.step),
    millisecondsPerVariantStep: { ours: ours.step, loop: loop?.step, stacked: stacked?.step },
    peakMegabytes: { ours: ours.peak, loop: loop?.peak, stacked: stacked?.peak },
    profile,
  };
}

export function jsonOf(results: Results): object {
  const { sweep, experiment, ...others } = results;
  const named = Object.entries(sweep).map(([name, result]) => [name, ratiosOf(result)]);
  const whole = experiment && {
    experiment: { vsLoop: experiment.loop && ratio(experiment.loop, experiment.ours), ...experiment },
  };
  return { sweep: Object.fromEntries(named), ...whole, ...others };
}

type Table = { heading: string; rows: string[][]; notes?: string[] };

function rendered({ heading, rows, notes = [] }: Table): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const table = [line(rows[0]!), rule, ...rows.slice(1).map(line)].join('\n');
  return [heading, table, ...notes].join('\n\n');
}

function sweepTable(sweep: Results['sweep']): Table {
  const names = Object.keys(sweep) as CaseName[];
  const rows = names.map((name) => {
    const { ours, loop, stacked } = sweep[name]!;
    return [
      TITLES[name],
      spread(ours.step),
      loop ? spread(loop.step) : '–',
      stacked ? spread(stacked.step) : '–',
      loop ? times(ratio(loop.step, ours.step)) : '–',
      stacked ? times(ratio(stacked.step, ours.step)) : '–',
      [ours, loop, stacked].map((side) => (side ? side.peak.toFixed(0) : '–')).join(' / '),
    ];
  });
  const columns = ['', 'ours', 'PyTorch loop', 'PyTorch stacked', 'against loop', 'against stacked'];
  return {
    heading: `### 32 variants (digits: 30): milliseconds of one step of one variant, median (least–most)`,
    rows: [[...columns, 'peak memory in this order, MB'], ...rows],
    notes: names.flatMap((name) => [...disturbed(name, sweep[name]!), ...missed(name, sweep[name]!)]),
  };
}

/** What a ratio falls short of, in words. */
function shortfall(against: string, reached: number | undefined, { least = 0, aim = 1 }): string[] {
  if (reached === undefined || reached >= Math.max(least, aim)) return [];
  const target = reached < least ? `the least of ${times(least)}` : `the aim of ${times(aim)}`;
  return [`${times(reached)} against ${against} is below ${target}`];
}

/** Rounds that differ this much were not alone on the machine. */
const DISTURBED = 2;

/** Whether other work slowed some rounds, and what the fastest ones say. */
function disturbed(name: CaseName, { ours, loop, stacked }: SweepResult): string[] {
  const sides = [ours, loop, stacked].filter((side) => side !== undefined);
  if (sides.every(({ step }) => step.most < DISTURBED * step.least)) return [];
  const fastest = [
    ...(loop ? [`${times(loop.step.least / ours.step.least)} against the loop`] : []),
    ...(stacked ? [`${times(stacked.step.least / ours.step.least)} against stacked`] : []),
  ];
  const instead = fastest.length > 0 ? ` By the fastest rounds it is ${fastest.join(' and ')}.` : '';
  return [
    `${name}: other work on the machine disturbed some rounds (most above ${DISTURBED}× least).${instead}`,
  ];
}

/** Which targets were not reached, and what the time goes to. */
function missed(name: CaseName, { ours, loop, stacked, profile }: SweepResult): string[] {
  const target = TARGETS[name] ?? {};
  const misses = [
    ...shortfall('the loop', loop && ratio(loop.step, ours.step), target),
    ...shortfall('stacked', stacked && ratio(stacked.step, ours.step), { aim: target.stacked }),
  ];
  if (misses.length === 0) return [];
  const shares = profile.slice(0, 5).map(({ where, share }) => `${where} ${(100 * share).toFixed(0)} %`);
  return [`${name}: ${misses.join('; ')}. Our time goes to: ${shares.join(', ')}.`];
}

function experimentTable({ runs, epochs, ours, loop, firstEpoch }: ExperimentResult): Table {
  const row = [
    spread(ours),
    loop ? spread(loop) : '–',
    loop ? times(ratio(loop, ours)) : '–',
    spread(firstEpoch),
  ];
  return {
    heading: `### The digits example from the click to the report, ${runs} runs × ${epochs} epochs: seconds`,
    rows: [['ours', 'PyTorch loop', 'against loop', 'click to first epoch'], row],
    notes: [
      'Ours is the whole experiment: reading model and data, starting the workers, training, evaluation on all parts after each epoch, checkpoints, the measurements at the end and the report. PyTorch is the loop with an evaluation of the validation part after each epoch, without Python’s start, the import, checkpoints and measurements at the end.',
    ],
  };
}

const productTable = (products: ProductResult[]): Table => ({
  heading: '### Product of 16 runs at once, one core',
  rows: [
    ['', 'm×k×n', 'GFLOP/s'],
    ...products.map(({ name, m, k, n, gigaflops }) => [name, `${m}×${k}×${n}`, gigaflops.toFixed(1)]),
  ],
});

function scalingTable(scaling: ScalingResult[]): Table {
  const cases = [...new Set(scaling.map(({ name, variants }) => `${name}, K = ${variants}`))];
  const rows = cases.map((title) => {
    const [one, two] = [1, 2].map((workers) =>
      scaling.find((each) => `${each.name}, K = ${each.variants}` === title && each.workers === workers),
    );
    const gain = one && two ? times(ratio(one.ours.step, two.ours.step)) : '–';
    return [title, one ? spread(one.ours.step) : '–', two ? spread(two.ours.step) : '–', gain];
  });
  return {
    heading: '### Scaling: milliseconds of one step of one variant',
    rows: [['', '1 worker', '2 workers', 'gain'], ...rows],
  };
}

function readerTables({ check, ...reader }: ReaderResult): Table[] {
  const { lines, first, again, advice, keystroke, slowKeystroke, open, models, modelsWhileOpen } = reader;
  return [
    {
      heading: `### Reading a Python file of ${lines} lines with ${models} definitions: milliseconds`,
      rows: [
        ['', 'median (least–most)', 'aim'],
        ['first reading, in a fresh process', spread(first), '≤ 150'],
        ['first reading, once the code is warm', spread(again), ''],
        ['all rules', spread(advice), ''],
        ['after a keystroke', spread(keystroke), '≤ 10'],
        ['the slowest keystroke of a hundred', number(slowKeystroke), ''],
        [`with an open bracket (${modelsWhileOpen} definitions are still there)`, spread(open), ''],
      ],
    },
    {
      heading: `### ${check.files} Python files, ${check.lines} lines: seconds`,
      rows: [
        ['', 'reglens check', 'aim', 'Python’s ast.parse (parses only)'],
        ['from start to end', seconds(check.ours), '≤ 20', seconds(check.ast)],
      ],
    },
  ];
}

function panelTable({ runs, epochs, firstPaint, opened, hoverRow, lines, peer }: PanelResult): Table {
  const views = Object.entries(opened).map(([view, sample]) => [
    `opening the view ${view}`,
    spread(sample),
    '',
    '',
  ]);
  return {
    heading: `### The panel with ${runs} runs × ${epochs} epochs: milliseconds, median (least–most)`,
    rows: [
      ['', 'ours', 'aim', 'Chart.js with its defaults'],
      ['from the message to the picture', spread(firstPaint), '≤ 300', ''],
      ...views,
      ['work for one step of hovering over variants', spread(hoverRow), '≤ 16', ''],
      [
        `${runs} lines: from the message to the picture`,
        spread(lines.firstPaint),
        '≤ 300',
        spread(peer.firstPaint),
      ],
      [`${runs} lines: work for one move of the pointer`, spread(lines.hover), '≤ 16', spread(peer.hover)],
    ],
    notes: [
      'Chromium without a graphics processor. Ours shows the whole Compare view, with two charts of all lines and the list of runs; Chart.js draws one such chart and nothing else (animation off).',
    ],
  };
}

const seconds = (value: number | undefined): string => (value === undefined ? '–' : value.toFixed(1));

/** All tables there are results for. */
export function tablesOf({ sweep, experiment, products, scaling, reader, panel }: Results): string {
  const tables = [
    ...(Object.keys(sweep).length > 0 ? [sweepTable(sweep)] : []),
    ...(experiment ? [experimentTable(experiment)] : []),
    ...(products ? [productTable(products)] : []),
    ...(scaling ? [scalingTable(scaling)] : []),
    ...(reader ? readerTables(reader) : []),
    ...(panel ? [panelTable(panel)] : []),
  ];
  return tables.map(rendered).join('\n\n');
}

/** `bench/RESULTS.md`. */
export function documentOf(results: Results): string {
  const { processor, cores, memory, system, node, load } = results.machine;
  const kernels = results.backend
    ? `${results.backend.backend} backend, ${results.backend.kernels} kernels`
    : '';
  const peer = results.torch
    ? `PyTorch ${results.torch} with ${WORKERS} threads, OPENBLAS_NUM_THREADS=1`
    : results.withoutTorch;
  return `# Benchmark

Written by \`npm run bench\` on ${results.date}, Regularization Lens ${results.version}.

- Machine: ${processor}, ${cores} cores, ${memory}; ${system}, Node ${node}; load average ${load.toFixed(1)} before
- Ours: ${WORKERS} worker processes, ${kernels}
- Peer: ${peer}

Both sides train the same variants (L1, L2, dropout in turn; Adam; rows shuffled each epoch) and take turns in one run;
ratios are of medians. What is measured is described in \`bench/cases.ts\`.

${tablesOf(results)}
`;
}
