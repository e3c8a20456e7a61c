/** What dropping feature maps does to a trained network: element by element, and as whole channels. */
import type { Dataset, Part } from '../../dataset/dataset.ts';
import type { FeatureMapProbe } from '../../experiment/records.ts';
import { neighbourCorrelation } from '../../statistics/correlation.ts';
import { evaluateRun } from '../evaluate.ts';
import type { DropoutSpec } from '../layerSpecs.ts';
import { layoutOf } from '../layout.ts';
import { evaluateRows } from '../losses.ts';
import { sizeOf } from '../shapes.ts';
import { passOperations } from './budget.ts';
import { sumOf } from './ensembles.ts';
import { type FeatureMaps, featureMapsOf } from './layers.ts';
import { eachPass } from './passes.ts';
import { firstDrop, firstRows, type Trained, withPlaceAfter } from './trained.ts';
import { observeNodes } from './units.ts';

const RATES = [0.1, 0.2, 0.3, 0.5];
/** Convolutions that are looked at: of more the first, the last and some between. */
const MOST_LAYERS = 4;
/** Masks for each row. */
const MOST_PASSES = 5;
const FEWEST_ROWS = 50;
/** Activations that the correlation of neighbours is taken from. */
const MOST_ACTIVATIONS = 1_000_000;

/**
 * Tompson et al. 2015: where neighbours are alike, dropping elements leaves a map readable, dropping channels does not.
 * @param operations what the probe may compute, see `budget.ts`
 * @returns undefined without feature maps, or where the run drops something itself
 */
export function probeFeatureMaps(
  trained: Trained,
  seed: number,
  data: Dataset,
  operations: number,
): FeatureMapProbe[] | undefined {
  const layers = spread(featureMapsOf(trained.network), MOST_LAYERS);
  if (layers.length === 0 || firstDrop(trained) !== undefined) return undefined;
  return layers.flatMap((layer) => {
    const correlation = correlationOf(trained, layer, data.validation);
    if (correlation === null) return [];
    const rates = lossesOf(trained, layer, seed, data.test, operations / layers.length);
    const finite = rates.every(({ elementLoss, channelLoss }) => Number.isFinite(elementLoss + channelLoss));
    return finite ? [{ layer: layer.name, neighbourCorrelation: correlation, rates }] : [];
  });
}

const spread = <T>(items: T[], most: number): T[] =>
  items.length <= most
    ? items
    : Array.from({ length: most }, (_, at) => items[Math.round((at * (items.length - 1)) / (most - 1))]!);

function correlationOf(trained: Trained, { node, shape }: FeatureMaps, part: Part): number | null {
  const rows = firstRows(part, Math.max(1, Math.floor(MOST_ACTIVATIONS / sizeOf(shape))));
  const maps = new Float32Array(rows.rows * sizeOf(shape));
  observeNodes(trained, rows, [node], (_, outputs, from) => maps.set(outputs, from * sizeOf(shape)));
  return neighbourCorrelation(maps, [rows.rows, ...shape]);
}

function lossesOf(
  trained: Trained,
  { node }: FeatureMaps,
  seed: number,
  part: Part,
  operations: number,
): FeatureMapProbe['rates'] {
  const dropped = (unit: DropoutSpec['unit']) =>
    withPlaceAfter(trained, node, { kind: 'dropout', form: 'inverted', unit });
  const place = layoutOf(trained.network).nodes[node]!.places[1];
  // Nothing else is random: noise of the run itself is off.
  const only = (rate: number) => [...trained.rates, 0].map((_, at) => (at === place ? rate : 0));
  const perRow = passOperations({ ...dropped('element'), rates: only(RATES[0]!) });
  const rowPasses = operations / (2 * RATES.length * perRow);
  const rows = firstRows(part, Math.max(FEWEST_ROWS, Math.floor(rowPasses)));
  const repeats = Math.max(1, Math.min(MOST_PASSES, Math.floor(rowPasses / rows.rows)));
  const passes = RATES.flatMap((rate) =>
    Array.from({ length: repeats }, (_, draw) => ({ rates: only(rate), draw })),
  );
  const losses = (unit: DropoutSpec['unit']) => {
    const sums = RATES.map(() => 0);
    eachPass(dropped(unit), seed, rows, passes, ({ pass, outputs, from, rows: count }) => {
      const targets = rows.targets.subarray(from, from + count);
      const { loss, outputs: width } = trained.network;
      sums[Math.floor(pass / repeats)]! += sumOf(evaluateRows(loss, outputs, targets, width).losses);
    });
    return sums.map((sum) => sum / (rows.rows * repeats));
  };
  const [element, channel] = [losses('element'), losses('channel')];
  const { loss } = evaluateRun(trained.network, trained, rows);
  return [
    { rate: 0, elementLoss: loss, channelLoss: loss },
    ...RATES.map((rate, at) => ({ rate, elementLoss: element[at]!, channelLoss: channel[at]! })),
  ];
}
