/** What was probed on a variant's trained networks, over its seeds. */
import type { DropoutProbe, FeatureMapProbe, FinishedRun, UnitProbe } from '../../experiment/records.ts';
import { type Calibration, calibrationBin } from '../../statistics/calibration.ts';
import { estimate, mean } from '../../statistics/estimate.ts';
import type { Estimate } from '../../statistics/estimates.ts';
import type { DropoutReport, UnitReport, VariantReport } from '../report.ts';

export function probesOf(
  results: FinishedRun[],
): Pick<VariantReport, 'calibration' | 'units' | 'dropout' | 'featureMaps'> {
  const calibration = calibrationOf(results);
  const dropout = dropoutOf(results);
  const featureMaps = featureMapsOf(results);
  return {
    units: unitsOf(results),
    ...(calibration && { calibration }),
    ...(dropout && { dropout }),
    ...(featureMaps && { featureMaps }),
  };
}

/** The values that are there: a quantity may be undefined for some seeds. */
const known = (values: (number | null | undefined)[]): Estimate =>
  estimate(values.filter((value) => value !== null && value !== undefined));

function calibrationOf(results: FinishedRun[]): VariantReport['calibration'] {
  const found = results.flatMap(({ calibration }) => calibration ?? []);
  if (found.length === 0) return undefined;
  return {
    bins: pooledBins(found),
    error: estimate(found.map(({ error }) => error)),
    overConfidence: estimate(found.map(({ overConfidence }) => overConfidence)),
    temperature: estimate(found.map(({ temperature }) => temperature)),
  };
}

function pooledBins(found: Calibration[]): Calibration['bins'] {
  const pooled: Calibration['bins'] = [];
  for (const bin of found.flatMap(({ bins }) => bins)) {
    const index = calibrationBin(bin.confidence);
    const before = pooled[index] ?? { confidence: 0, accuracy: 0, count: 0 };
    const count = before.count + bin.count;
    const join = (one: number, other: number) => (one * before.count + other * bin.count) / count;
    pooled[index] = {
      confidence: join(before.confidence, bin.confidence),
      accuracy: join(before.accuracy, bin.accuracy),
      count,
    };
  }
  return pooled.filter((bin) => bin !== undefined);
}

function unitsOf(results: FinishedRun[]): UnitReport[] {
  return (results[0]?.units ?? []).map(({ layer, units }, index) => {
    const over = (of: (probe: UnitProbe) => number | null) =>
      known(results.map((result) => of(result.units[index]!)));
    return {
      layer,
      units,
      activeShare: over(({ activeShare }) => activeShare),
      silentUnits: over(({ silentUnits }) => silentUnits),
      correlation: over(({ correlation }) => correlation),
    };
  });
}

function dropoutOf(results: FinishedRun[]): DropoutReport | undefined {
  const probes = results.flatMap(({ dropout }) => dropout ?? []);
  const [first] = probes;
  if (!first) return undefined;
  const losses = (mode: 'on' | 'off') => ({
    trainLoss: estimate(probes.map((probe) => probe[mode].trainLoss)),
    testLoss: estimate(probes.map((probe) => probe[mode].testLoss)),
    ...(first[mode].testAccuracy !== undefined && {
      testAccuracy: known(probes.map((probe) => probe[mode].testAccuracy)),
    }),
  });
  return {
    rate: first.rate,
    passes: first.passes,
    rows: first.rows,
    on: losses('on'),
    off: losses('off'),
    ensemble: ensembleOf(probes),
    uncertainty: {
      right: known(probes.map(({ uncertainty }) => uncertainty.right)),
      wrong: known(probes.map(({ uncertainty }) => uncertainty.wrong)),
    },
    ...(first.forms && { forms: first.forms }),
  };
}

/** Sizes that every seed has. */
const ensembleOf = (probes: DropoutProbe[]): DropoutReport['ensemble'] =>
  probes[0]!.ensemble.flatMap(({ k }) => {
    const losses = probes.flatMap(({ ensemble }) => ensemble.find((one) => one.k === k)?.testLoss ?? []);
    return losses.length === probes.length ? [{ k, testLoss: estimate(losses) }] : [];
  });

/** Layer by layer, over the seeds where it could be probed. */
function featureMapsOf(results: FinishedRun[]): FeatureMapProbe[] | undefined {
  const byLayer = new Map<string, FeatureMapProbe[]>();
  for (const probe of results.flatMap(({ featureMaps }) => featureMaps ?? [])) {
    byLayer.set(probe.layer, [...(byLayer.get(probe.layer) ?? []), probe]);
  }
  const found = [...byLayer].map(([layer, probes]): FeatureMapProbe => {
    const over = (of: (probe: FeatureMapProbe) => number) => mean(probes.map(of));
    return {
      layer,
      neighbourCorrelation: over(({ neighbourCorrelation }) => neighbourCorrelation),
      rates: probes[0]!.rates.map(({ rate }, at) => ({
        rate,
        elementLoss: over(({ rates }) => rates[at]!.elementLoss),
        channelLoss: over(({ rates }) => rates[at]!.channelLoss),
      })),
    };
  });
  return found.length > 0 ? found : undefined;
}
