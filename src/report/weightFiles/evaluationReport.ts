/** What an evaluation came to, in numbers and sentences. */
import { basename } from 'node:path';
import type { EvaluatedModel } from '../../experiment/evaluation/evaluate.ts';
import type { DropoutProbe } from '../../experiment/records.ts';
import { formatCount, formatLoss, formatPercent, formatShare } from '../../words.ts';
import type { Evaluation } from './evaluation.ts';

/** A loss within this share of the whole model's is as good. */
const KEPT = 0.05;

/** @param path of the weight file */
export function evaluationReport(path: string, evaluated: EvaluatedModel): Evaluation {
  const { dataset, measured } = evaluated;
  const { dropout } = measured;
  return {
    file: basename(path),
    data: dataset.file,
    task: dataset.task,
    rows: dataset.test.rows,
    loss: measured.loss,
    accuracy: measured.accuracy ?? null,
    trivialLoss: dataset.trivialLoss,
    pruning: measured.pruning.map(({ share, testLoss }) => ({ share, loss: testLoss })),
    dropout: dropout
      ? { off: dropout.off.testLoss, on: dropout.on.testLoss, rows: dropout.rows, passes: dropout.passes }
      : null,
    monteCarlo: dropout ? monteCarloOf(dropout, dataset.task) : null,
    findings: findingsOf(evaluated),
    notes: notesOf(evaluated),
  };
}

const monteCarloOf = (
  { ensemble, uncertainty }: DropoutProbe,
  task: Evaluation['task'],
): Evaluation['monteCarlo'] => ({
  averaged: ensemble.map(({ k, testLoss }) => ({ k, loss: testLoss })),
  spread: {
    name: task === 'classification' ? 'predictive entropy, nats' : 'standard deviation of the prediction',
    ...uncertainty,
  },
});

function findingsOf({ dataset, measured }: EvaluatedModel): string[] {
  const { loss, accuracy, pruning, dropout } = measured;
  const share = loss / dataset.trivialLoss;
  const level =
    share < 1
      ? `${formatShare(share)} of a constant prediction’s ${formatLoss(dataset.trivialLoss)}`
      : `no better than a constant prediction’s ${formatLoss(dataset.trivialLoss)}`;
  const accurate = accuracy === undefined ? '' : `, accuracy ${formatPercent(accuracy, 1)}`;
  const kept = pruning.findLast((point) => point.testLoss <= loss * (1 + KEPT));
  return [
    `Loss ${formatLoss(loss)} on ${formatCount(dataset.test.rows, 'row')}, ${level}${accurate}.`,
    ...(kept && kept.share > 0
      ? [
          `The smallest ${formatShare(kept.share)} of the weights can be set to 0 with the loss at most ${formatPercent(KEPT)} higher (${formatLoss(kept.testLoss)}).`,
        ]
      : []),
    ...(dropout ? [dropoutText(dropout)] : []),
  ];
}

function dropoutText({ on, off, ensemble, passes }: DropoutProbe): string {
  const largest = ensemble.at(-1);
  const averaged = largest
    ? ` The average of ${largest.k} thinned networks has ${formatLoss(largest.testLoss)}.`
    : '';
  return `With its dropout on, as in training, the loss is ${formatLoss(on.testLoss)} in the mean over ${passes} passes, with dropout off ${formatLoss(off.testLoss)}.${averaged}`;
}

function notesOf({ dataset, preparation, otherLoss, measured }: EvaluatedModel): string[] {
  const other = preparation === 'standardized' ? 'as they are' : 'standardized';
  const compared =
    otherLoss === null || !Number.isFinite(otherLoss)
      ? ''
      : ` (${other} its loss would be ${formatLoss(otherLoss)})`;
  return [
    `How inputs were scaled in training is not in the file: ${preparation === 'standardized' ? 'standardized inputs (mean 0, standard deviation 1)' : 'inputs as they are in the file'} give the lower loss and were taken${compared}.`,
    'These rows may be ones that the model was trained on: only rows that it has not seen say how good it is.',
    ...(measured.dropout && measured.dropout.rows < dataset.test.rows
      ? [`Dropout was measured on the first ${formatCount(measured.dropout.rows, 'row')}.`]
      : []),
    ...dataset.notes.filter((note) => !/part|split|data\./.test(note)),
  ];
}
