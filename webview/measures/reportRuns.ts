/**
 * What a report alone knows of runs, for a page without an editor: the means of each variant, as one run. How many seeds
 * are behind them, and the noise, is said by the groups: see `RunGroup.means`.
 */
import type { RunCurves } from '../../src/protocol/panel.ts';
import type { Report, VariantReport } from '../../src/report/report.ts';
import { isMeasured } from './ranking.ts';

export function reportRuns(report: Report): RunCurves[] {
  return report.variants.filter(isMeasured).map((variant) => ({
    entry: {
      key: `${report.experiment.file}#${variant.id}`,
      experiment: report.experiment.name,
      model: report.model.name,
      variant: variant.id,
      variantName: variant.name,
      family: variant.family,
      seed: 0,
      state: 'finished',
      epochs: variant.curves.validationLoss.mean.length,
      ...numbersOf(variant),
      comparable: '',
    },
    trainLoss: variant.curves.trainLoss.mean,
    trainLossDropoutOn: variant.curves.trainLossDropoutOn.mean,
    validationLoss: variant.curves.validationLoss.mean,
    penalty: variant.curves.penalty.mean,
  }));
}

function numbersOf({
  bestValidationLoss,
  bestEpoch,
  testLoss,
  testAccuracy,
  exactZeros,
  nearZeros,
}: VariantReport) {
  const lowest = bestValidationLoss.mean;
  return {
    ...(lowest !== null && { best: { validationLoss: lowest, epoch: bestEpoch } }),
    ...(testLoss.mean !== null && { testLoss: testLoss.mean }),
    ...(testAccuracy?.mean != null && { testAccuracy: testAccuracy.mean }),
    ...(exactZeros.mean !== null && { exactZeros: exactZeros.mean }),
    ...(nearZeros.mean !== null && { nearZeros: nearZeros.mean }),
  };
}
