/** The three findings at the foot of the Overview. */
import { overfitsSince } from '../../src/diagnosis/since.ts';
import type { Report, VariantReport } from '../../src/report/report.ts';
import { formatCount, formatLoss, formatShare } from '../../src/words.ts';
import { includesZero } from '../measures/ranking.ts';
import { type StrengthPair, shareBelow, shownLayer, zeroShare } from '../measures/sparsity.ts';
import { isUndertrained } from './fit.ts';
import { listed } from './numbers.ts';
import { shownName } from './sparsity.ts';

export interface Finding {
  title: string;
  text: string;
}

/** What the baseline's curves show. */
export function fitFindingWords(report: Report, baseline: VariantReport): Finding {
  const { verdict } = report;
  const training = formatLoss(baseline.trainLoss.mean as number);
  const validation = formatLoss(baseline.validationLoss.mean as number);
  const end = `At the end training loss is ${training}, validation loss ${validation}.`;
  switch (verdict.kind) {
    case 'overfitting': {
      const since = overfitsSince(verdict);
      return {
        title: since === undefined ? 'Overfits' : `Overfits from epoch ${since}`,
        text:
          verdict.sinceEpoch !== undefined && baseline.rise
            ? `Validation loss rises by ${formatLoss(baseline.rise.mean)} after its minimum while training loss falls to ${training}.`
            : end,
      };
    }
    case 'underfitting':
      return {
        title: isUndertrained(report)
          ? 'Not trained to the end'
          : `Underfits: training loss stays at ${training}`,
        text: end,
      };
    case 'good':
      return { title: `No lasting rise; best epoch ${baseline.bestEpoch}`, text: end };
    case 'diverged':
      return { title: 'Training diverges', text: end };
    case 'cannot-tell':
      return { title: 'Fit: the seeds do not decide', text: end };
    default:
      return verdict.kind satisfies never;
  }
}

/** How many weights of the shown layer each penalty makes small, and how many exactly 0. */
export function sparsityFindingWords(report: Report, pair: StrengthPair): Finding {
  const layers = (['l1', 'l2'] as const).flatMap((family) => {
    const variant = pair[family];
    const layer = variant && shownLayer(variant);
    return layer ? [{ family, layer, variant }] : [];
  });
  const shares = layers.map(({ layer }) => formatShare(shareBelow(report, layer, -3)));
  const [first, second] = layers;
  const emptied = first
    ? `${first.variant.name} empties ${shares[0]} of ${shownName(first.variant)}`
    : 'No weights were measured';
  const title = second ? `${emptied}, ${second.family.toUpperCase()} ${shares[1]}` : emptied;
  const exact = layers.filter(({ layer }) => layer.exactZeros > 0);
  const zeros = exact.map(
    ({ family, layer }) => `${formatShare(zeroShare(layer))} with ${family.toUpperCase()}`,
  );
  return {
    title,
    text: `Share of weights with |w| ≤ 1e-3. Exact zeros: ${zeros.length ? listed(zeros) : 'none'}.`,
  };
}

/** Which dropout rates lower the validation loss. */
export function dropoutFindingWords(
  variants: readonly VariantReport[],
  baseline: VariantReport | undefined,
): Finding {
  const at = variants.map((v) => `${formatLoss(v.validationLoss.mean as number)} at ${v.settings.dropout}`);
  const without = baseline ? `${formatLoss(baseline.validationLoss.mean as number)} without, ` : '';
  return {
    title: dropoutTitle(variants, baseline),
    text: `Validation loss against the rate: ${without}${listed(at)}.`,
  };
}

function dropoutTitle(variants: readonly VariantReport[], baseline: VariantReport | undefined): string {
  const rates = (chosen: readonly VariantReport[]) => listed(chosen.map((v) => v.settings.dropout));
  const compared = variants.filter((variant) => variant.difference);
  if (!baseline || compared.length === 0) {
    const best = [...variants].sort(
      (a, b) => (a.validationLoss.mean as number) - (b.validationLoss.mean as number),
    )[0];
    return `Lowest validation loss among ${formatCount(variants.length, 'dropout rate')}: ${best?.settings.dropout}`;
  }
  const difference = (variant: VariantReport) => variant.difference?.validationLoss ?? NO_DIFFERENCE;
  const lower = compared.filter((variant) => difference(variant).high < 0);
  const higher = compared.filter((variant) => difference(variant).low > 0);
  const unclear = compared.filter((variant) => includesZero(difference(variant)));
  if (lower.length === compared.length) {
    return `Dropout ${rates(lower)} ${lower.length === 1 ? 'lowers' : 'lower'} validation loss`;
  }
  if (lower.length > 0) {
    const rest = compared.filter((variant) => !lower.includes(variant));
    return `Dropout ${rates(lower)} ${lower.length === 1 ? 'lowers' : 'lower'} validation loss; ${rates(rest)} ${
      rest.length === 1 ? 'does' : 'do'
    } not`;
  }
  if (unclear.length === compared.length) {
    return `Dropout ${rates(unclear)}: no difference from none beyond the noise`;
  }
  return `Dropout ${rates(higher)} ${higher.length === 1 ? 'raises' : 'raise'} validation loss`;
}

const NO_DIFFERENCE = { low: 0, high: 0 };
