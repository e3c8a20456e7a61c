/** What the units of hidden layers do on some rows, dropout off. */
import * as tf from '@tensorflow/tfjs-core';
import type { Part } from '../../dataset/dataset.ts';
import type { UnitProbe } from '../../experiment/records.ts';
import { meanAbsoluteCorrelation, standardizedColumns } from '../../statistics/correlation.ts';
import { dataOf, eachPiece, uploadParameters } from '../evaluate.ts';
import { forward } from '../forward.ts';
import { stackedMatMul } from '../ops/matMul.ts';
import { sizeOf } from '../shapes.ts';
import { type HiddenLayer, hiddenLayers } from './layers.ts';
import { firstRows, type Trained } from './trained.ts';

/** Rows that are looked at. */
const MOST_ROWS = 2000;
/** Varying units of a layer that are compared with each other. */
const MOST_UNITS = 1024;
/** |a| above which a unit counts as active where its activation is never exactly 0. */
const ACTIVE = 0.1;

/** Of every hidden layer with an activation, on the first {@link MOST_ROWS} rows of a part, in evaluation mode. */
export function probeUnits(trained: Trained, part: Part): UnitProbe[] {
  const layers = hiddenLayers(trained.network);
  if (layers.length === 0) return [];
  const rows = firstRows(part, MOST_ROWS);
  const collected = layers.map((layer) => new UnitActivity(layer, rows.rows));
  const byNode = new Map(layers.map(({ node }, index) => [node, collected[index]!]));
  observeNodes(trained, rows, [...byNode.keys()], (node, activations, from) => {
    byNode.get(node)!.add(activations, from);
  });
  return collected.map((activity) => activity.summary);
}

/** Outputs of some nodes in evaluation mode, piece by piece of the rows. @param use gets `[rows, ...outputShape]` */
export function observeNodes(
  { network, values, rates }: Trained,
  part: Part,
  nodes: number[],
  use: (node: number, outputs: Float32Array, from: number) => void,
): void {
  const tensors = uploadParameters(network, [values]);
  const observed = new Set(nodes);
  eachPiece(network, part, (x, from) => {
    tf.tidy(() => {
      const observe = (node: number, output: tf.Tensor) => use(node, output.dataSync() as Float32Array, from);
      forward(network, tensors, x, {
        runs: 1,
        strengths: rates.map((rate) => [rate]),
        observer: { observed, observe },
      });
    });
  });
  tf.dispose(tensors);
}

/** Collects one layer's activations. */
class UnitActivity {
  readonly #layer: HiddenLayer;
  readonly #units: number;
  /** Places of a row that share a unit: positions of a map, steps of a sequence. */
  readonly #positions: number;
  /** Activity of each unit in each row, averaged over its places: `[rows, units]`. */
  readonly #means: Float32Array;
  readonly #active: Float64Array;
  readonly #rows: number;

  constructor(layer: HiddenLayer, rows: number) {
    this.#layer = layer;
    this.#rows = rows;
    this.#units = layer.output.at(-1)!;
    this.#positions = sizeOf(layer.output) / this.#units;
    this.#means = new Float32Array(rows * this.#units);
    this.#active = new Float64Array(this.#units);
  }

  add(activations: Float32Array, from: number): void {
    const [units, positions] = [this.#units, this.#positions];
    const least = this.#layer.givesZeros ? 0 : ACTIVE;
    const rows = activations.length / (units * positions);
    for (let row = 0; row < rows; row++) {
      const start = (from + row) * units;
      for (let position = 0; position < positions; position++) {
        const at = (row * positions + position) * units;
        for (let unit = 0; unit < units; unit++) {
          const activation = activations[at + unit]!;
          if (Math.abs(activation) > least) this.#active[unit]!++;
          this.#means[start + unit]! += activation / positions;
        }
      }
    }
  }

  get summary(): UnitProbe {
    const places = this.#rows * this.#positions * this.#units;
    return {
      layer: this.#layer.name,
      units: this.#units,
      activeShare: this.#active.reduce((sum, count) => sum + count, 0) / places,
      silentUnits: this.#active.reduce((silent, count) => silent + Number(count === 0), 0),
      correlation: this.#correlation(),
    };
  }

  #correlation(): number | null {
    const { scores, columns } = standardizedColumns(this.#means, this.#rows, this.#units, MOST_UNITS);
    if (columns < 2) return null;
    const matrix = dataOf(() => {
      const z = tf.tensor3d(scores, [1, this.#rows, columns]);
      return stackedMatMul(z, z, true);
    });
    return meanAbsoluteCorrelation(matrix, columns);
  }
}
