/** The report as Markdown, for the description or a comment of a pull request. */
import { formatCount, formatDuration, formatLoss, formatSigned } from '../words.ts';
import type { Report, SourceChange } from './report.ts';
import { pathInWords, shareClosed } from './studies/words.ts';
import type { BesideReport } from './studies.ts';
import { columnsOf, lossLine, modelLine, ranked } from './text.ts';

/** Verdict, ranking, recommendation with its change, further measurements, how it was measured. */
export function renderMarkdown(report: Report): string {
  const { recommendation, verdict, model } = report;
  const parts = [
    `### ${inText(model.name)}: ${inText(`${verdict.text} ${recommendation.text}`.trim())}`,
    recommendation.support && inText(recommendation.support),
    ranking(report),
    ...recommended(report),
    ...studies(report),
    folded('How this was measured', conditions(report).join('\n')),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** The variants from the lowest validation loss up; the recommended one in bold. */
function ranking(report: Report): string {
  const columns = columnsOf(report);
  const rows = ranked(report.variants).map((variant) => {
    const cells = columns.map(({ cell }) => inCell(cell(variant).trim()));
    return variant.id === report.recommendation.variant ? cells.map((cell) => `**${cell}**`) : cells;
  });
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  const titles = columns.map(({ title }) => inCell(title));
  return [line(titles), line(rule), ...rows.map(line)].join('\n');
}

function recommended(report: Report): string[] {
  const { variant: id, reason, cost, change, noChange } = report.recommendation;
  const name = report.variants.find((variant) => variant.id === id)?.name;
  const words = [name ? `**Recommended: ${inText(name)}.**` : '**No recommendation.**', inText(reason)];
  return [
    [...words, cost ? inText(cost.text) : ''].filter(Boolean).join(' '),
    ...(change ? [diff(change)] : []),
    ...(noChange ? [inText(noChange)] : []),
  ];
}

function diff({ file, line, diff: lines, more }: SourceChange): string {
  const body = lines.map(({ sign, text }) => `${sign} ${text}`);
  const rest = more > 0 ? `\n\n… and ${formatCount(more, 'more place')}.` : '';
  return `\`${file}:${line}\`\n\n\`\`\`diff\n${body.join('\n')}\n\`\`\`${rest}`;
}

/** What the further measurements found, each under its title. */
function studies({ studies: found, variants }: Report): string[] {
  const { learningCurve, replicas, widths, path, beside } = found;
  const findings: [string, string | undefined][] = [
    ['More data', learningCurve?.finding.text],
    ['Bias and variance', replicas?.finding.text],
    ['Dropout and width', widths?.finding.text],
    ['Regularization path', path && pathInWords(path, variants)],
  ];
  const lines = findings.flatMap(([title, text]) => (text ? [`- **${title}:** ${inText(text)}`] : []));
  return [...(lines.length > 0 ? [lines.join('\n')] : []), ...(beside ? [besideTable(beside)] : [])];
}

function besideTable({ variants }: BesideReport): string {
  const rows = variants.map(({ name, point, gapClosed, validationDifference }) => {
    const closed = gapClosed === null ? '–' : shareClosed(gapClosed);
    const change = validationDifference
      ? `${formatSigned(validationDifference.mean)} (${formatSigned(validationDifference.low)} to ${formatSigned(validationDifference.high)})`
      : '–';
    const loss = point.validationLoss.mean;
    return `| ${inCell(name)} | ${loss === null ? '–' : formatLoss(loss)} | ${change} | ${closed} |`;
  });
  return [
    '| Beside the penalties | Validation loss | Δ vs none, 95\u202f% interval | Gap closed |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
  ].join('\n');
}

function conditions(report: Report): string[] {
  const { data, training, execution, experiment } = report;
  const { rows } = data;
  const count = (value: number) => value.toLocaleString('en-US');
  return [
    modelLine(report),
    `Data: ${data.file}, ${count(rows.training)} training, ${count(rows.validation)} validation and ${count(rows.test)} test rows, target ${data.target}`,
    `Training: ${training.optimizer}, learning rate ${training.learningRate}, batches of ${training.batchSize}, ${formatCount(training.epochs, 'epoch')}, ${formatCount(training.seeds.length, 'seed')}`,
    lossLine(report),
    'Parentheses in the ranking: the 95\u202f% interval over seeds includes 0. λ in the Keras convention.',
    `${execution.finishedRuns} of ${formatCount(execution.plannedRuns, 'run')} in ${formatDuration(execution.seconds)}, ${execution.backend}. Experiment: ${experiment.file}`,
  ].map((line) => `- ${inText(line)}`);
}

const folded = (summary: string, body: string): string =>
  `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;

/** Characters that Markdown would read as markup. */
const inText = (text: string): string => text.replace(/[\\`*_[\]<>#|]/g, (sign) => `\\${sign}`);

const inCell = (text: string): string => inText(text.replaceAll('\n', ' '));
