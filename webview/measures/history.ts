/** A layer as it was at an earlier epoch, as far as that was recorded. */
import type { LayerReport } from '../../src/report/report.ts';

/** The epochs that all of the layers have recorded, ascending. */
export function recordedEpochs(layers: readonly LayerReport[]): number[] {
  const [first, ...rest] = layers.map(({ history }) => history.map(({ epoch }) => epoch));
  return (first ?? []).filter((epoch) => rest.every((epochs) => epochs.includes(epoch)));
}

/**
 * Histogram, zeros and norms at an epoch, with the fits that follow from them: mean |w| and √mean(w²) of the weights that
 * are not 0. The layer itself without an epoch, or when that was not recorded.
 */
export function layerAt(layer: LayerReport, epoch: number | undefined): LayerReport {
  const then = epoch === undefined ? undefined : layer.history.find((entry) => entry.epoch === epoch);
  if (!then) return layer;
  const { histogram, exactZeros, l1Norm, l2Norm } = then;
  const nonZero = layer.count - exactZeros;
  return {
    ...layer,
    histogram,
    exactZeros,
    l1Norm,
    l2Norm,
    laplaceScale: nonZero > 0 ? l1Norm / nonZero : 0,
    gaussSigma: nonZero > 0 ? l2Norm / Math.sqrt(nonZero) : 0,
  };
}
