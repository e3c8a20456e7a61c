/** What dropout does to one trained network: on against off, ensembles of thinned networks, uncertainty. */
import type { Dataset, Part } from '../../dataset/dataset.ts';
import type { DropoutProbe } from '../../experiment/records.ts';
import { evaluateRun } from '../evaluate.ts';
import { evaluateRows } from '../losses.ts';
import { passOperations } from './budget.ts';
import { Ensembles, sumOf } from './ensembles.ts';
import { dropoutForms } from './forms.ts';
import { eachPass, type PieceOutputs } from './passes.ts';
import { evaluatePredictions, isClassifier, predict, predictionWidth } from './predictions.ts';
import { firstDrop, firstRows, type Trained } from './trained.ts';
import { Uncertainty } from './uncertainty.ts';

/** Numbers of passes, fewest first: sizes of ensembles divide them. */
const PASSES = [20, 50, 100] as const;
/** Rows of a part that are used even where 20 passes of them take longer than they should. */
const FEWEST_ROWS = 100;

/**
 * The same weights and rows with dropout on and off (Srivastava et al. 2014, ch. 7.5; Gal & Ghahramani 2016).
 * @param operations what the probe may compute, see `budget.ts`
 * @returns undefined where the run drops nothing, or its loss with dropout on is not finite
 */
export function probeDropout(
  trained: Trained,
  seed: number,
  data: Dataset,
  operations: number,
): DropoutProbe | undefined {
  const place = firstDrop(trained);
  if (place === undefined) return undefined;
  const { rows, passes } = sizesWithin(operations / passOperations(trained), data);
  const test = firstRows(data.test, rows);
  const training = firstRows(data.training, rows);
  const random = Array.from({ length: passes }, (_, draw) => ({ rates: trained.rates, draw }));
  const thinned = new ThinnedNetworks(trained, test, passes);
  eachPass(trained, seed, test, random, (piece) => thinned.add(piece));
  let trainSum = 0;
  eachPass(trained, seed, training, random, ({ outputs, from, rows: count }) => {
    trainSum += sumOf(evaluatePiece(trained, training, outputs, from, count).losses);
  });
  // Sums overflow with dropout on only: there is no loss to speak of.
  if (!Number.isFinite(trainSum + thinned.on.testLoss)) return undefined;
  const offTest = evaluateRun(trained.network, trained, test);
  const forms = dropoutForms(trained, place, seed, test);
  return {
    rate: trained.rates[place]!,
    rows: test.rows,
    passes,
    on: { trainLoss: trainSum / passes / training.rows, ...thinned.on },
    off: {
      trainLoss: evaluateRun(trained.network, trained, training).loss,
      testLoss: offTest.loss,
      ...(offTest.accuracy !== undefined && { testAccuracy: offTest.accuracy }),
    },
    ensemble: thinned.ensemble,
    uncertainty: thinned.uncertainty,
    ...(forms && { forms }),
  };
}

/**
 * All rows and as many passes as fit, with 20 at least; fewer rows only where these are too many.
 * @param rowPasses passes of a row that may be made in all
 */
function sizesWithin(rowPasses: number, { training, test }: Dataset): { rows: number; passes: number } {
  const fitting = (rows: number) => rowPasses / (Math.min(rows, training.rows) + Math.min(rows, test.rows));
  const all = Math.max(training.rows, test.rows);
  const rows = fitting(all) >= PASSES[0] ? all : Math.max(FEWEST_ROWS, Math.floor(rowPasses / PASSES[0] / 2));
  return { rows, passes: PASSES.findLast((passes) => passes <= fitting(rows)) ?? PASSES[0] };
}

const evaluatePiece = ({ network }: Trained, part: Part, outputs: Float32Array, from: number, rows: number) =>
  evaluateRows(network.loss, outputs, part.targets.subarray(from, from + rows), network.outputs);

/** Collects all passes of a part, one piece of its rows after the other. */
class ThinnedNetworks {
  readonly #trained: Trained;
  readonly #part: Part;
  readonly #passes: number;
  readonly #uncertainty: Uncertainty;
  #losses = 0;
  #correct = 0;
  #ensembles: Ensembles | undefined;
  #predictions = new Float64Array(0);
  readonly #ofEnsembles = new Map<number, number>();

  constructor(trained: Trained, part: Part, passes: number) {
    this.#trained = trained;
    this.#part = part;
    this.#passes = passes;
    this.#uncertainty = new Uncertainty(trained.network.loss);
  }

  add({ from, rows, pass, outputs }: PieceOutputs): void {
    const { network } = this.#trained;
    const targets = this.#part.targets.subarray(from, from + rows);
    const width = predictionWidth(network.loss, network.outputs);
    if (pass === 0) {
      this.#ensembles = new Ensembles(network.loss, targets, width, this.#passes);
      this.#predictions = new Float64Array(rows * width);
      this.#uncertainty.begin(targets, width);
    }
    predict(network.loss, outputs, network.outputs, this.#predictions);
    const { losses, correct } = evaluatePredictions(network.loss, this.#predictions, targets);
    this.#losses += sumOf(losses);
    if (correct) this.#correct += sumOf(correct);
    this.#ensembles!.add(this.#predictions);
    this.#uncertainty.add(this.#predictions);
    if (pass === this.#passes - 1) this.#endPiece();
  }

  #endPiece(): void {
    for (const { k, sum } of this.#ensembles!.losses) {
      this.#ofEnsembles.set(k, (this.#ofEnsembles.get(k) ?? 0) + sum);
    }
    this.#uncertainty.end(this.#passes);
  }

  get on(): { testLoss: number; testAccuracy?: number } {
    const count = this.#part.rows * this.#passes;
    return {
      testLoss: this.#losses / count,
      ...(isClassifier(this.#trained.network.loss) && { testAccuracy: this.#correct / count }),
    };
  }

  get ensemble(): DropoutProbe['ensemble'] {
    const larger = [...this.#ofEnsembles].map(([k, sum]) => ({ k, testLoss: sum / this.#part.rows }));
    return [{ k: 1, testLoss: this.on.testLoss }, ...larger];
  }

  get uncertainty(): DropoutProbe['uncertainty'] {
    return this.#uncertainty.summary;
  }
}
