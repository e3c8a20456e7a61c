/** Real small trainings on populations with a known law: `node scripts/fit-cases.mjs` writes test/fixtures/fit-cases. */
import { writeFileSync } from 'node:fs';
import type { Part } from '../../../src/dataset/dataset.ts';
import { startBackend } from '../../../src/engine/backend.ts';
import { evaluateCandidates, outputsOf } from '../../../src/engine/evaluate.ts';
import type { Network, RunSpec, Training } from '../../../src/engine/network.ts';
import { newRunState, Stack } from '../../../src/engine/stack.ts';
import { mean, standardError } from '../../../src/statistics/estimate.ts';
import { dense, KERAS_ADAM, runSpec, sequential, trainingWith } from '../../engine/backend.ts';
import { Draws } from './draws.ts';
import type { FitCase, RunNumbers, VariantNumbers } from './fitCase.ts';
import { drawPart, LAWS, type LawName, trivialLossOf } from './populations.ts';
import { type TrueCurves, truthOf } from './truth.ts';

const CASES = 140;
const FIRST_SEED = 5000;
/** Rows that stand for the whole population. */
const MANY = 4000;
/** These laws, and every second case of the others, are held out. */
const HELD_OUT = new Set<LawName>(['clouds', 'waves']);

interface Plan {
  law: LawName;
  hidden: number[];
  training: Training;
  seeds: number;
  rows: FitCase['rows'];
  /** Strengths beside none. */
  l2: number[];
}

function planOf(random: Draws, index: number): Plan {
  const names = Object.keys(LAWS) as LawName[];
  const law = names[index % names.length]!;
  const small = random.of([10, 30, 100, 200, 500, 1000]);
  return {
    law,
    hidden: random.of([[], [8], [32], [64], [32, 32]]),
    training: trainingWith(KERAS_ADAM, {
      epochs: random.of([20, 30, 50]),
      learningRate: random.of([0.001, 0.003, 0.01, 0.03]),
      batchSize: random.of([16, 32, 64]),
    }),
    seeds: random.of([3, 5]),
    rows: {
      training: random.of([20, 40, 80, 200, 500, 1200]),
      validation: small,
      test: small * random.of([1, 2]),
    },
    l2: random.uniform() < 0.4 ? [0.003, 0.03] : [],
  };
}

interface Parts {
  training: Part;
  validation: Part;
  test: Part;
  truth: Part;
}

function makeCase(index: number): FitCase {
  const random = new Draws(FIRST_SEED + index);
  const plan = planOf(random, index);
  const difficulty = {
    noise: random.of([0.1, 0.3, 0.6, 1]),
    idle: random.of([0, 2, 10]),
    seed: FIRST_SEED + index,
  };
  const population = LAWS[plan.law](difficulty);
  const draw = (rows: number, stream: number) =>
    drawPart(population, rows, new Draws(FIRST_SEED + index, stream));
  const parts: Parts = {
    training: draw(plan.rows.training, 2),
    validation: draw(plan.rows.validation, 3),
    test: draw(plan.rows.test, 4),
    truth: draw(MANY, 5),
  };
  const network = networkOf(population.columns, population.classes, plan.hidden);
  const trained = [0, ...plan.l2].map((l2) => trainVariant(network, plan, l2, parts));
  const trivialLoss = trivialLossOf(parts.training, population.classes);
  const base = trained[0]!.lastRows;
  const { noise, idle } = difficulty;
  return {
    name: `${plan.law} ${index}: noise ${noise}, ${idle} idle, ${plan.rows.training} rows, hidden ${plan.hidden.join('-') || 'none'}`,
    generator: `trained: ${plan.law}`,
    heldOut: HELD_OUT.has(plan.law) || index % 2 === 1,
    truth: truthOf(
      trained[0]!.truth,
      trivialLoss,
      trained.slice(1).map(({ truth }) => truth),
    ),
    rows: plan.rows,
    trivialLoss: short(trivialLoss),
    variants: trained.map(
      ({ l2, runs, bestRows }): VariantNumbers => ({
        l2,
        runs,
        rowError: short(standardError(bestRows.map((loss, row) => loss - base[row]!))),
      }),
    ),
  };
}

function networkOf(columns: number, classes: number, hidden: number[]): Network {
  const layers = hidden.flatMap((units, i) => [
    dense(`dense_${i}`, units),
    { kind: 'activation', activation: 'relu' } as const,
  ]);
  const outputs = Math.max(1, classes);
  return sequential([columns], outputs, classes ? 'softmax' : 'squared', [...layers, dense('out', outputs)]);
}

function trainVariant(network: Network, { training, seeds }: Plan, l2: number, parts: Parts) {
  const specs = Array.from({ length: seeds }, (_, i) => runSpec(network, i + 1, { weights: { l2 } }));
  const trained = specs.map((spec) => trainRun(network, training, spec, parts));
  const average = (of: (run: (typeof trained)[number]) => ArrayLike<number>) =>
    Array.from(of(trained[0]!), (_, row) => mean(trained.map((run) => of(run)[row]!)));
  const truth: TrueCurves = {
    risk: trained.map(({ risk }) => risk),
    trainLoss: trained.map(({ run }) => run.trainLoss),
  };
  return {
    l2,
    truth,
    runs: trained.map(({ run }) => run),
    lastRows: average(({ last }) => last),
    bestRows: average(({ best }) => best),
  };
}

function trainRun(network: Network, training: Training, spec: RunSpec, parts: Parts) {
  const state = newRunState(network, training, spec);
  const stack = new Stack(network, training, parts.training, [state]);
  const run: RunNumbers = { trainLoss: [], validationLoss: [], testLoss: 0, bestTestLoss: 0 };
  const risk: number[] = [];
  const accuracy: number[] = [];
  let best = state.values;
  for (let epoch = 0; epoch < training.epochs; epoch++) {
    stack.trainEpoch();
    run.trainLoss.push(short(stack.evaluate(parts.training)[0]!.loss));
    const validation = stack.evaluate(parts.validation)[0]!;
    if (run.validationLoss.every((loss) => short(validation.loss) < loss)) {
      best = state.values.map((values) => values.slice());
    }
    run.validationLoss.push(short(validation.loss));
    if (validation.accuracy !== undefined) accuracy.push(short(validation.accuracy));
    risk.push(stack.evaluate(parts.truth)[0]!.loss);
  }
  stack.dispose();
  const candidates = [state.values, best].map((values) => ({ values, rates: spec.rates }));
  const [last, lowest] = evaluateCandidates(network, candidates, parts.validation);
  const [testLast, testBest] = evaluateCandidates(network, candidates, parts.test);
  run.testLoss = short(mean([...testLast!.losses]));
  run.bestTestLoss = short(mean([...testBest!.losses]));
  if (accuracy.length > 0) {
    run.validationAccuracy = accuracy;
    run.overConfidence = short(overConfidenceOf(network, candidates[0]!.values, parts.test));
  }
  return { run, risk, last: last!.losses, best: lowest!.losses };
}

/** Mean probability of the predicted class minus the share of right answers. */
function overConfidenceOf(network: Network, values: Float32Array[], part: Part): number {
  const { targets, rows } = part;
  const [logits] = outputsOf(network, [{ values, rates: [] }], part);
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const z = Array.from(logits!.subarray(row * network.outputs, (row + 1) * network.outputs));
    const most = Math.max(...z);
    const total = z.reduce((all, value) => all + Math.exp(value - most), 0);
    sum += 1 / total - (z.indexOf(most) === targets[row] ? 1 : 0);
  }
  return sum / rows;
}

/** Four digits are enough, and keep the file small. */
const short = (value: number): number => Number(value.toPrecision(4));

await startBackend(process.argv.at(-2)!);
const lines: string[] = [];
for (let index = 0; index < CASES; index++) {
  const made = makeCase(index);
  lines.push(JSON.stringify(made));
  console.log(`${index + 1} of ${CASES}: ${made.name}: ${made.truth.kind}, ${made.truth.rise.toFixed(3)}`);
}
writeFileSync(process.argv.at(-1)!, `[\n${lines.join(',\n')}\n]\n`);
