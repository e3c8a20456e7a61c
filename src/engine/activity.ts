import * as tf from '@tensorflow/tfjs-core';
import type { Observer } from './forward.ts';
import type { RunSpec } from './network.ts';

/** Collects λ1·Σ|a| + λ2·Σa² of the observed nodes' outputs in one pass, averaged over the rows of the batch. */
export class ActivityPenalties {
  readonly #runs: RunSpec[];
  readonly #terms: tf.Tensor[] = [];
  readonly #nodes: ReadonlySet<number>;

  constructor(runs: RunSpec[]) {
    this.#runs = runs;
    this.#nodes = new Set(runs.flatMap(({ activity }) => activity.map(({ node }) => node)));
  }

  get empty(): boolean {
    return this.#nodes.size === 0;
  }

  get hooks(): Observer {
    return {
      observed: this.#nodes,
      observe: (node, output) => {
        const axes = output.shape.slice(1).map((_, axis) => axis + 1);
        const rows = output.shape[1]!;
        const l1 = this.#strengths(node, 'l1', rows);
        const l2 = this.#strengths(node, 'l2', rows);
        if (l1) this.#terms.push(tf.mul(tf.sum(tf.abs(output), axes), l1));
        if (l2) this.#terms.push(tf.mul(tf.sum(tf.square(output), axes), l2));
      },
    };
  }

  /** @param losses `[K]` */
  addTo(losses: tf.Tensor): tf.Tensor {
    return this.#terms.reduce((sum, term) => tf.add(sum, term), losses);
  }

  /** λ/rows of each run, undefined when all are 0. */
  #strengths(node: number, term: 'l1' | 'l2', rows: number): number[] | undefined {
    const strengths = this.#runs.map(({ activity }) =>
      activity.reduce((sum, penalty) => sum + (penalty.node === node ? penalty[term] / rows : 0), 0),
    );
    return strengths.some((strength) => strength > 0) ? strengths : undefined;
  }
}
