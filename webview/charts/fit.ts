/** Training and validation curve of one variant. */
import type { VariantReport } from '../../src/report/report.ts';
import { lookOf } from '../theme/identity.ts';
import { curvesOf, endLabelsOf, epochAxis, type FitFrame, formatOf, levelAxis, roomOf } from './levels.ts';
import { epochSeries, epochTitle } from './series.ts';
import type { ChartSpec, Mark } from './spec.ts';

interface FitWords {
  summary: string;
  /** Undefined when nothing says that the variant overfits. */
  overfitsAfter: number | undefined;
}

/** The two curves, a ring and a line at the best epoch, and the tint when the variant overfits. */
export function fitChart(id: string, variant: VariantReport, frame: FitFrame, words: FitWords): ChartSpec {
  const { validation, training } = curvesOf(variant, frame.measure);
  const format = formatOf(frame.measure);
  const labels = endLabelsOf(variant, frame);
  return {
    id,
    summary: words.summary,
    abscissa: 'Epoch',
    position: epochTitle,
    x: { ...epochAxis(frame.shown), labels: false },
    shared: `epochs-${variant.id}`,
    y: levelAxis(frame),
    room: roomOf(frame),
    marks: marksOf(variant, frame, words.overfitsAfter),
    series: [
      epochSeries(variant, frame.plan, validation, {
        label: 'Validation',
        end: labels.validation,
        format,
      }),
      epochSeries(variant, frame.plan, training, {
        label: 'Training',
        end: labels.training,
        dash: [5, 3],
        width: 1.5,
        format,
      }),
    ],
  };
}

function marksOf(variant: VariantReport, frame: FitFrame, overfitsAfter: number | undefined): Mark[] {
  const { validation } = curvesOf(variant, frame.measure);
  const epochs = validation.mean.length;
  const best = variant.bestEpoch;
  const side = best > epochs * 0.6 ? 'left' : 'right';
  const marks: Mark[] = [{ kind: 'vertical', at: best, text: `best epoch ${best}`, side }];
  if (overfitsAfter !== undefined && frame.measure === 'loss') {
    const roomy = epochs - overfitsAfter > epochs / 4;
    marks.push({ kind: 'tint', from: overfitsAfter, text: roomy ? 'overfitting' : '' });
  }
  const level = validation.mean[best - 1];
  const { tone } = lookOf(variant, frame.plan);
  return level === undefined ? marks : [...marks, { kind: 'ring', x: best, y: level, tone }];
}
