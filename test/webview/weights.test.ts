import { describe, expect, test } from 'vitest';
import { reachOfStrips, stripChart, tensorHeat } from '../../webview/charts/tensor.ts';
import { layerAt, recordedEpochs } from '../../webview/measures/history.ts';
import { factsOf, inputName, runId, stripOf } from '../../webview/measures/weights.ts';
import { ALONE, largestWeight, weightsChoice } from '../../webview/measures/weightsChoice.ts';
import {
  distributionSentence,
  distributionTitle,
  tensorLegend,
  tensorTitle,
  weightsHeadline,
  weightsLegend,
} from '../../webview/words/weights.ts';
import { baseline, estimate, l1, l2, layer, report } from './report.ts';

/** Two inputs, three units. */
const tensor = { layer: 'dense', inputs: 2, units: 3, values: [3, 0, -1, 4, 0, Number.NaN] };

describe('one run’s tensor', () => {
  test('mean, largest and norm of units and of inputs, without what is not finite', () => {
    expect(stripOf(tensor, 'unit')).toEqual({ mean: [3.5, 0, -1], largest: [4, 0, 1], norm: [5, 0, 1] });
    const { mean, largest, norm } = stripOf(tensor, 'input');
    expect(mean).toEqual([2 / 3, 2]);
    expect(largest).toEqual([3, 4]);
    expect(norm).toEqual([Math.sqrt(10), 4]);
  });

  test('zeros, small weights and what is not finite are counted', () => {
    expect(factsOf(tensor, 1)).toEqual({ largest: 4, zeros: 2, small: 3, nonFinite: 1, count: 6 });
  });

  test('rows of the picture are inputs', () => {
    const spec = tensorHeat(report(), tensor, 4, { place: 'l1', summary: 'says' });
    expect([spec.rows, spec.columns, spec.values[3], spec.limit]).toEqual([2, 3, 4, 4]);
    expect([spec.id, spec.row.name(1), spec.column.name(2)]).toEqual(['weights-l1', '1', '2']);
  });

  test('the strips are drawn over the places', () => {
    const chart = stripChart(report(), tensor, stripOf(tensor, 'unit'), {
      along: 'unit',
      tone: '--none',
      place: 'x',
      reach: reachOfStrips([stripOf(tensor, 'unit')]),
    });
    expect(chart.series.map(({ label, y }) => [label, y])).toEqual([
      ['‖w‖₂', [5, 0, 1]],
      ['max |w|', [4, 0, 1]],
      ['mean', [3.5, 0, -1]],
    ]);
    expect(chart.y.min).toBeLessThan(-1);
  });
});

test('strips side by side have one axis', () => {
  const larger = { ...tensor, values: [30, 0, -20, 4, 0, 1] };
  const strips = [stripOf(tensor, 'unit'), stripOf(larger, 'unit')];
  const frame = { along: 'unit', tone: '--none', place: 'x', reach: reachOfStrips(strips) } as const;
  const [one, other] = strips.map((strip) => stripChart(report(), tensor, strip, frame).y);
  expect([one?.min, one?.max, one?.ticks]).toEqual([other?.min, other?.max, other?.ticks]);
  // √(30² + 4²) is 30.3; the least mean is (−20 + 1)/2.
  expect(frame.reach).toEqual({ lowest: -9.5, highest: Math.sqrt(30 ** 2 + 4 ** 2) });
});

describe('names', () => {
  const narrow = { ...l1, layers: [layer({ inputs: 2, layer: 'first' }), layer({ layer: 'second' })] };

  test('inputs of the first layer are columns, others have numbers', () => {
    expect(inputName(report([narrow]), 'first', 1)).toBe('p1');
    expect(inputName(report([narrow]), 'second', 1)).toBe('input 1');
  });

  test('where the first layer does not take the columns, its inputs have numbers too', () => {
    const { inputNorms: _, ...unweighed } = narrow;
    expect(inputName(report([unweighed]), 'first', 1)).toBe('input 1');
    // Ten inputs of two columns.
    expect(inputName(report(), 'dense', 1)).toBe('input 1');
  });

  test('a run is its variant and its seed', () => expect(runId(l1, 7)).toBe('l1-0.001-seed7'));
});

describe('the choice', () => {
  const nothing = { variant: '', compared: '', layer: '', seed: 0 };

  test('at first: what is recommended beside the unregularized variant', () => {
    const choice = weightsChoice(report(), nothing);
    expect(choice).toMatchObject({
      variant: l2,
      seed: 1,
      layer: { layer: 'dense' },
      compared: { variant: baseline },
    });
  });

  test('as wanted, as far as the report has it', () => {
    const wanted = { variant: l1.id, compared: l2.id, layer: 'dense', seed: 3 };
    expect(weightsChoice(report(), wanted)).toMatchObject({
      variant: l1,
      seed: 3,
      compared: { variant: l2 },
    });
    expect(weightsChoice(report(), { ...wanted, variant: 'gone', seed: 9 })).toMatchObject({
      variant: l2,
      seed: 1,
    });
    expect(weightsChoice(report(), { ...wanted, compared: ALONE })?.compared).toBeUndefined();
    expect(weightsChoice(report(), { ...wanted, compared: l1.id })?.compared).toBeUndefined();
  });

  test('only variants with a finished run have weights', () => {
    const failed = { ...l2, validationLoss: estimate(null, null, 0), layers: [] };
    expect(weightsChoice(report([failed]), nothing)).toBeUndefined();
    expect(weightsChoice(report([baseline, failed]), nothing)?.variant).toBe(baseline);
  });

  test('the largest weight of a seed', () => {
    const { layers } = l1;
    expect(largestWeight(l1, layers[0]!, 1)).toBe(0.2);
    expect(largestWeight(l1, layers[0]!, 2)).toBe(1e-4);
    expect(largestWeight(l1, layers[0]!, 9)).toBe(0.2);
  });
});

describe('in words', () => {
  test('the headline: small weights, exact zeros, dead units', () => {
    // 2 · 2 zeros and 12 small of 40 in two seeds; one and two of two units dead.
    expect(weightsHeadline(report(), l1, layer(), -3)).toBe(
      'dense of L1 1e-3: 40\u202f% of 20 weights are at most 1e-3, 10\u202f% are exactly 0; 2 of its 2 units are dead.',
    );
    const alive = layer({
      exactZeros: 0,
      unitMaxima: [
        [0.2, 0.3],
        [0.2, 0.3],
      ],
      histogram: Array(90).fill(0),
    });
    expect(weightsHeadline(report(), l1, alive, -3)).toBe(
      'dense of L1 1e-3: 0\u202f% of 20 weights are at most 1e-3, none is exactly 0; none of its 2 units is dead.',
    );
    const single = layer({ units: 1, unitMaxima: [[0.2], [0.3]] });
    expect(weightsHeadline(report(), l1, single, -3)).toMatch(/; its only unit is not dead\.$/);
    const seldom = layer({
      unitMaxima: [
        [0.2, 0.3],
        [1e-4, 0.3],
      ],
    });
    expect(weightsHeadline(report(), l1, seldom, -3)).toContain('; 0.5 of its 2 units are dead.');
  });

  test('everything zero', () => {
    const facts = { largest: 0, zeros: 6, small: 6, nonFinite: 0, count: 6 };
    expect(tensorTitle('L1 1', 'dense', facts)).toBe('L1 1: every weight of dense is exactly 0');
    const zero = layer({
      laplaceScale: 0,
      gaussSigma: 0,
      excessKurtosis: 0,
      laplaceOverGauss: 0,
      exactZeros: 20,
    });
    expect(distributionSentence([{ variant: l1, layer: zero }])).toBe(
      'Excess kurtosis: L1 1e-3 0.0 (0 for Gauss, 3 for Laplace). L1 1e-3’s weights are all 0: nothing to fit.',
    );
  });

  test('one run’s tensor', () => {
    expect(tensorTitle('L1', 'dense', { ...factsOf(tensor, 1), nonFinite: 0 })).toBe(
      'L1: 50\u202f% at most 1e-3, 33\u202f% exactly 0',
    );
    expect(tensorTitle('L1', 'dense', factsOf(tensor, 1))).toBe('L1: 1 weight of dense is NaN or infinite');
    expect(tensorLegend(3, { largest: 0.4071 })).toMatch(/^Seed 3, largest \|w\| 0\.41\. Rows: inputs/);
  });

  test('which distribution fits better', () => {
    const gauss = layer({ excessKurtosis: -0.4, laplaceOverGauss: -0.031 });
    expect(
      distributionSentence([
        { variant: l1, layer: layer() },
        { variant: baseline, layer: gauss },
      ]),
    ).toBe(
      'Excess kurtosis: L1 1e-3 1.0, the baseline \u22120.4 (0 for Gauss, 3 for Laplace). Laplace fits L1 1e-3’s better than Gauss by 0.10 nats a weight; Gauss fits the baseline’s better than Laplace by 0.03 nats a weight.',
    );
    const equal = layer({ laplaceOverGauss: 0.001 });
    expect(distributionSentence([{ variant: l1, layer: equal }])).toContain(
      'Laplace and Gauss fit L1 1e-3’s equally well.',
    );
  });

  test('what stands above and below, and how many seeds', () => {
    expect(distributionTitle(layer(), [{ name: 'L1' }])).toBe('Sizes of the weights of dense');
    expect(distributionTitle(layer(), [{ name: 'L1' }, { name: 'None' }])).toBe(
      'Sizes of the weights of dense: L1 above, None below',
    );
    expect(weightsLegend(report(), -3)).toMatch(
      /^Means over 3 seeds; single weights are those of one seed\./,
    );
    const single = report(undefined, { training: { ...report().training, seeds: [7] } });
    expect(weightsLegend(single, -3)).toMatch(/^One seed\. /);
  });
});

describe('earlier epochs', () => {
  const then = (epoch: number) => ({
    epoch,
    histogram: Array(90).fill(1),
    exactZeros: 4,
    l1Norm: 8,
    l2Norm: 2,
  });
  const recorded = layer({ history: [then(1), then(5), then(9)] });

  test('are those that all layers have', () => {
    expect(recordedEpochs([recorded, layer({ history: [then(5), then(9)] })])).toEqual([5, 9]);
    expect(recordedEpochs([recorded, layer()])).toEqual([]);
    expect(recordedEpochs([])).toEqual([]);
  });

  test('have their own zeros, norms and fits', () => {
    // 16 of 20 weights are not 0: mean |w| 8/16, σ = √(4/16).
    expect(layerAt(recorded, 5)).toMatchObject({ exactZeros: 4, laplaceScale: 0.5, gaussSigma: 0.5 });
    expect(layerAt(recorded, undefined)).toBe(recorded);
    expect(layerAt(recorded, 4)).toBe(recorded);
    const zero = layer({ history: [{ ...then(1), exactZeros: 20, l1Norm: 0, l2Norm: 0 }] });
    expect(layerAt(zero, 1)).toMatchObject({ laplaceScale: 0, gaussSigma: 0 });
  });
});
