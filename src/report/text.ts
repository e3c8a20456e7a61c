/** The report for a terminal: verdict, ranked table, recommendation with its change. */
import { STUDY_TITLES } from '../experiment/studies/titles.ts';
import type { Estimate } from '../statistics/estimates.ts';
import {
  formatCount,
  formatDuration,
  formatLoss,
  formatPercent,
  formatShare,
  formatSigned,
} from '../words.ts';
import type { Report, VariantReport } from './report.ts';
import { offerInWords, studyFindings } from './studies/words.ts';

/** A column of the ranking. */
export interface Column {
  title: string;
  cell(variant: VariantReport): string;
}

const withError = ({ mean, standardError }: Estimate): string => {
  if (mean === null) return '–';
  return standardError === null ? formatLoss(mean) : `${formatLoss(mean)} ± ${formatLoss(standardError)}`;
};

/** In parentheses when the interval includes 0. */
function difference(variant: VariantReport): string {
  if (variant.family === 'none') return 'baseline';
  if (!variant.difference) return '–';
  const { mean, low, high } = variant.difference.testLoss;
  const text = `${formatSigned(mean)} ± ${formatLoss((high - low) / 2)}`;
  return low <= 0 && high >= 0 ? `(${text})` : `${text} `;
}

const share = ({ mean }: Estimate): string => (mean === null ? '–' : formatShare(mean));

/** What the ranking says of each variant. */
export function columnsOf(report: Report): Column[] {
  const columns: Column[] = [
    { title: 'Variant', cell: (variant) => variant.name },
    { title: 'Validation loss', cell: (variant) => withError(variant.validationLoss) },
    { title: 'Test loss', cell: (variant) => withError(variant.testLoss) },
    { title: 'Δ test vs none', cell: difference },
  ];
  if (report.data.task === 'classification') {
    columns.push({
      title: 'Accuracy',
      cell: ({ testAccuracy }) => (testAccuracy?.mean == null ? '–' : formatPercent(testAccuracy.mean, 1)),
    });
  }
  columns.push(
    { title: 'Best epoch', cell: ({ bestEpoch, seeds }) => (seeds.length === 0 ? '–' : String(bestEpoch)) },
    { title: '|w| ≤ 1e-3', cell: ({ nearZeros }) => share(nearZeros) },
    { title: 'Exact 0', cell: ({ exactZeros }) => share(exactZeros) },
  );
  return columns;
}

/** Lowest validation loss first; variants without a finished run last. */
export function ranked(variants: VariantReport[]): VariantReport[] {
  const loss = ({ validationLoss }: VariantReport) => validationLoss.mean ?? Number.POSITIVE_INFINITY;
  return [...variants].sort((a, b) => loss(a) - loss(b));
}

function table(report: Report): string[] {
  const columns = columnsOf(report);
  const rows = [columns.map(({ title }) => title)];
  for (const variant of ranked(report.variants)) rows.push(columns.map(({ cell }) => cell(variant)));
  const widths = columns.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('──'));
  return lines;
}

function stoppedLines(report: Report): string[] {
  const stopped = report.variants.flatMap(({ name, stopped: runs }) =>
    runs.map(({ seed, reason }) => `${name}, seed ${seed}: ${reason}`),
  );
  if (stopped.length === 0) return [];
  const left = report.variants.reduce((sum, { seeds }) => sum + seeds.length, 0);
  const ended = left + stopped.length;
  const heading =
    left === 0
      ? `All ${ended} runs diverged. A lower learning rate may help.`
      : `${stopped.length} of ${ended} runs diverged; the ranking uses the other ${left}.`;
  return ['', heading, ...stopped.map((line) => `  ${line}`)];
}

function droppedLines({ variants }: Report): string[] {
  const names = variants.flatMap(({ name, dropped: [first] }) =>
    first ? [`${name} after ${formatCount(first.epochs, 'epoch')}`] : [],
  );
  return names.length > 0 ? ['', `Ended early by successive halving: ${names.join(', ')}.`] : [];
}

/** What may be mistaken for overfitting and was found. */
const mimicLines = ({ verdict }: Report): string[] =>
  verdict.mimics.flatMap(({ found, value, text }) => (found === 'present' ? [`  ${value}: ${text}`] : []));

function studyLines(report: Report): string[] {
  const { studies } = report;
  const findings = studyFindings(report).map(({ study, text }) => `${STUDY_TITLES[study]}: ${text}`);
  const offers = studies.offers.map((offer) => `  ${offerInWords(offer)}`);
  return [
    ...findings.flatMap((line) => ['', line]),
    ...(offers.length > 0 ? ['', 'Can be measured, too:', ...offers] : []),
  ];
}

const LOSSES = { squared: 'Mean squared error', absolute: 'Mean absolute error', huber: 'Huber loss' };

/** Runs that early stopping ended have the weights of their best epoch. */
function lastEpoch({ training, variants }: Report): string {
  const stopped = variants.some(({ settings }) => settings.earlyStopping) || training.earlyStopping;
  return stopped ? 'the end of each run' : `epoch ${training.epochs}`;
}

/** `Model “model” (model.py:6): 64 → 10, 650 parameters, nothing regularizes it` */
export function modelLine({ model }: Report): string {
  return `Model “${model.name}” (${model.file}:${model.line}): ${model.architecture}, ${model.parameters.toLocaleString('en-US')} parameters, ${model.regularization}`;
}

/** Which loss the numbers are, and where they are from. */
export function lossLine(report: Report): string {
  const { training, data } = report;
  const seeds = training.seeds.length === 1 ? 'one seed' : `${training.seeds.length} seeds`;
  const loss = data.task === 'classification' ? 'Cross-entropy' : LOSSES[training.loss ?? 'squared'];
  return `${loss} without penalty, in evaluation mode at ${lastEpoch(report)}; mean ± standard error over ${seeds}.`;
}

export function renderText(report: Report): string {
  const { recommendation, execution } = report;
  const change = recommendation.change;
  const lines = [
    '',
    `${report.verdict.text} ${recommendation.text}`,
    ...(recommendation.support ? [`  ${recommendation.support}`] : []),
    ...mimicLines(report),
    '',
    modelLine(report),
    lossLine(report),
    'Parentheses: the 95\u202f% interval over seeds includes 0. λ in the Keras convention.',
    '',
    ...table(report),
    ...stoppedLines(report),
    ...droppedLines(report),
    '',
    ...(recommendation.reason ? [`Why: ${recommendation.reason}`] : []),
    ...(recommendation.cost ? [`Cost: ${recommendation.cost.text}`] : []),
    ...(change
      ? [
          `Change at ${change.file}:${change.line}`,
          ...change.diff.map(({ sign, text }) => `  ${sign} ${text}`),
        ]
      : []),
    ...(change && change.more > 0 ? [`    … ${change.more} more`] : []),
    ...(recommendation.noChange ? [recommendation.noChange] : []),
    ...studyLines(report),
    '',
    `${execution.finishedRuns} of ${execution.plannedRuns} runs, ${formatDuration(execution.seconds)} of training, ${execution.backend}, ${execution.workers} ${execution.workers === 1 ? 'worker' : 'workers'}.`,
    ...(execution.backendReason ? [`Backend: ${execution.backend}. ${execution.backendReason}`] : []),
    ...(execution.backendWarning ? [`Warning: ${execution.backendWarning}`] : []),
    '',
  ];
  return lines.join('\n');
}
