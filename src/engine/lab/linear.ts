import type { Part } from '../../dataset/dataset.ts';
import { UserError } from '../../errors.ts';
import type { WorkerSetup } from '../../protocol/worker.ts';
import { linearPath } from '../../statistics/linearPath/path.ts';
import type { LinearPath } from '../../statistics/linearPaths.ts';

/** Numbers (rows × coefficients) that a path of a few seconds has. */
const AFFORDABLE = 2e6;
const FEWEST_ROWS = 200;
const MOST_ROWS = 2000;
const MOST_COEFFICIENTS = 20_000;

/**
 * The path of a linear model on the experiment's training part.
 * @param turn before each λ; throws when the answer is no longer wanted
 * @throws UserError where a linear model of the columns means nothing, or takes too long
 */
export async function linearPathOf(
  { dataset, network }: Pick<WorkerSetup, 'dataset' | 'network'>,
  turn: () => Promise<void>,
): Promise<LinearPath> {
  const columns = dataset.columns.map(({ name }) => name);
  const classes = dataset.classes?.length;
  if (network.nodes.some(({ layer, inputs }) => layer.kind === 'embedding' && inputs.includes(-1)))
    throw noPath(
      'The columns are numbers of words: a coefficient times such a number means nothing.',
      'A table with a column for each word has a linear path.',
    );
  const coefficients = columns.length * (classes === undefined || classes === 2 ? 1 : classes);
  if (coefficients > MOST_COEFFICIENTS)
    throw noPath(
      `It would have ${coefficients.toLocaleString('en-US')} coefficients; up to ${MOST_COEFFICIENTS.toLocaleString('en-US')} are computed.`,
      'Exclude columns with data.exclude.',
    );
  const rows = Math.max(FEWEST_ROWS, Math.min(MOST_ROWS, Math.floor(AFFORDABLE / coefficients)));
  const training = firstRows(dataset.training, rows);
  const path = await linearPath({ columns, training, validation: dataset.validation, classes }, turn);
  if (path) return path;
  throw noPath(
    'No column varies together with the target in the training rows.',
    'Check the target and the columns of the data.',
  );
}

const noPath = (explanation: string, remedy: string): UserError =>
  new UserError({ code: 'NO_LINEAR_PATH', title: 'There is no linear path here', explanation, remedy });

/** The first rows of a part, or all: the split has shuffled them. */
export function firstRows({ inputs, targets, rows }: Part, most: number): Part {
  const count = Math.min(rows, most);
  const width = inputs.length / rows;
  return { rows: count, inputs: inputs.subarray(0, count * width), targets: targets.subarray(0, count) };
}
