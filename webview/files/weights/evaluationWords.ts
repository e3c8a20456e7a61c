/** An evaluation in words: its title, its numbers. */
import type { Evaluation } from '../../../src/report/weightFiles/evaluation.ts';
import { capitalize, formatCount, formatLoss, formatPercent } from '../../../src/words.ts';
import type { Fact } from '../table/facts.ts';

export function evaluationTitle({ data, rows, loss, accuracy }: Evaluation): string {
  const right = accuracy === null ? '' : `, ${formatPercent(accuracy, 1)} right`;
  return `On ${formatCount(rows, 'row')} of ${data}: loss ${formatLoss(loss)}${right}`;
}

export function evaluationFacts({ loss, trivialLoss, dropout, monteCarlo }: Evaluation): Fact[] {
  const facts: Fact[] = [
    { name: 'Loss', value: formatLoss(loss) },
    {
      name: 'Best constant prediction',
      value: formatLoss(trivialLoss),
      meaning: 'What a model without inputs reaches',
    },
  ];
  if (!dropout)
    return [...facts, { name: 'Dropout', value: 'none', meaning: 'The file has no dropout layer' }];
  const { off, on, rows, passes } = dropout;
  return [
    ...facts,
    {
      name: 'Dropout off',
      value: formatLoss(off),
      meaning: `As the model predicts, ${formatCount(rows, 'row')}`,
    },
    {
      name: 'Dropout on',
      value: formatLoss(on),
      meaning: `As in training, the same rows, mean of ${formatCount(passes, 'pass', 'passes')}`,
    },
    ...(monteCarlo ? spreadFacts(monteCarlo) : []),
  ];
}

function spreadFacts({ averaged, spread }: NonNullable<Evaluation['monteCarlo']>): Fact[] {
  const most = averaged.at(-1);
  const known = (value: number | null) => (value === null ? '–' : formatLoss(value));
  return [
    ...(most
      ? [
          {
            name: 'Monte-Carlo average',
            value: formatLoss(most.loss),
            meaning: `Loss of the prediction averaged over ${formatCount(most.k, 'pass', 'passes')}`,
          },
        ]
      : []),
    {
      name: 'Spread, right and wrong',
      value: `${known(spread.right)}, ${known(spread.wrong)}`,
      meaning: `${capitalize(spread.name)}: over rows answered right, and over those answered wrong`,
    },
  ];
}
