import { setImmediate } from 'node:timers/promises';
import type { Dataset } from '../../dataset/dataset.ts';
import { concludeReplicas } from '../../diagnosis/replicas.ts';
import type { Loss } from '../../engine/network.ts';
import type { ReplicaSetting } from '../../experiment/studies/replicas.ts';
import { squaredDecomposition, zeroOneDecomposition } from '../../statistics/biasVariance.ts';
import type { ReplicasReport } from '../studies.ts';
import type { StoredRun } from '../variants.ts';
import { finishedRuns, type Outcomes } from './stored.ts';

/** Numbers of a replica that are looked at, rows × outputs: more of them would change nothing that is shown. */
const MOST_NUMBERS = 50_000;

/** @returns undefined when the unregularized variant has not two replicas that finished */
export async function replicasReport(
  settings: ReplicaSetting[],
  outcomes: Outcomes,
  dataset: Dataset,
  loss: Loss,
): Promise<ReplicasReport | undefined> {
  const variants: ReplicasReport['variants'] = [];
  for (const setting of settings) {
    const runs = finishedRuns(setting, outcomes).filter(({ rows }) => rows.testOutputs);
    if (runs.length < 2) continue;
    variants.push({
      variant: setting.of.id,
      name: setting.of.name,
      ...(await decompositions(runs, dataset, loss)),
    });
  }
  if (variants[0]?.variant !== settings[0]?.of.id || variants.length === 0) return undefined;
  const rows = rowsUsed(dataset, loss);
  return { replicas: settings[0]!.runs.length, variants, finding: concludeReplicas(variants, rows) };
}

const outputsOf = ({ classes }: Dataset, { kind }: Loss): number =>
  kind === 'softmax' ? classes!.length : 1;

/** The first test rows, as many as are looked at. */
const rowsUsed = (dataset: Dataset, loss: Loss): number =>
  Math.min(dataset.test.rows, Math.ceil(MOST_NUMBERS / outputsOf(dataset, loss)));

type Decompositions = Pick<ReplicasReport['variants'][number], 'squared' | 'zeroOne'>;

async function decompositions(runs: StoredRun[], dataset: Dataset, loss: Loss): Promise<Decompositions> {
  const { kind } = loss;
  const { test } = dataset;
  const width = outputsOf(dataset, loss);
  const rows = rowsUsed(dataset, loss);
  const targets = test.targets.subarray(0, rows);
  const outputs = runs.map((run) => run.rows.testOutputs!.subarray(0, rows * width));
  if (kind !== 'softmax' && kind !== 'sigmoid') return { squared: squaredDecomposition(outputs, targets) };
  const probabilities: Float64Array[] = [];
  for (const output of outputs) {
    probabilities.push(kind === 'softmax' ? softmax(output, width) : bothClasses(output));
    await setImmediate();
  }
  const count = kind === 'softmax' ? width : 2;
  const wanted = new Float32Array(rows * count);
  targets.forEach((target, row) => {
    wanted[row * count + target] = 1;
  });
  const predicted = probabilities.map((values) => largest(values, count));
  return {
    squared: squaredDecomposition(probabilities, wanted, count),
    zeroOne: zeroOneDecomposition(predicted, targets, count),
  };
}

function softmax(logits: Float32Array, width: number): Float64Array {
  const probabilities = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += width) {
    const most = Math.max(...logits.subarray(start, start + width));
    let sum = 0;
    for (let index = start; index < start + width; index++) {
      probabilities[index] = Math.exp(logits[index]! - most);
      sum += probabilities[index]!;
    }
    for (let index = start; index < start + width; index++) probabilities[index]! /= sum;
  }
  return probabilities;
}

/** P(0), P(1) of each row from one logit. */
function bothClasses(logits: Float32Array): Float64Array {
  const probabilities = new Float64Array(2 * logits.length);
  logits.forEach((logit, row) => {
    const one = 1 / (1 + Math.exp(-logit));
    probabilities[2 * row] = 1 - one;
    probabilities[2 * row + 1] = one;
  });
  return probabilities;
}

function largest(probabilities: Float64Array, width: number): Uint32Array {
  return Uint32Array.from({ length: probabilities.length / width }, (_, row) => {
    const own = probabilities.subarray(row * width, (row + 1) * width);
    return own.indexOf(Math.max(...own));
  });
}
