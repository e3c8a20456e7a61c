/** Training and validation curve of one variant. */
import type { VariantReport } from '../../src/report/report.ts';
import { lookOf } from '../theme/identity.ts';
import {
  adjustmentsOf,
  curvesOf,
  endLabelsOf,
  epochAxis,
  type FitFrame,
  formatOf,
  levelAxis,
  roomOf,
} from './levels.ts';
import { epochSeries, epochTitle } from './series.ts';
import type { ChartSpec, Mark } from './spec.ts';

interface FitWords {
  summary: string;
  /** Undefined when nothing says that the variant overfits. */
  overfitsAfter: number | undefined;
  /** From where on a witness is better, when only that says it. */
  witnessFrom?: number | undefined;
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
    adjusts: adjustmentsOf(frame),
    marks: marksOf(variant, frame, words),
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

/** Shares of the axis: the width of a text, and of a ring. */
const NEAR = 1 / 8;
const TOUCHING = 0.03;

function marksOf(variant: VariantReport, frame: FitFrame, { overfitsAfter, witnessFrom }: FitWords): Mark[] {
  const { validation } = curvesOf(variant, frame.measure);
  const epochs = validation.mean.length;
  const best = variant.bestEpoch;
  const witness = frame.witness?.variant === variant.id ? frame.witness.epoch : undefined;
  const apart = witness === undefined ? 0 : Math.abs(witness - best) / epochs;
  // Of two lines that are near, one has the names of both; of two that touch, there is one.
  const near = witness !== undefined && apart <= NEAR;
  const both = witness === best ? ', witness' : `, witness ${witness}`;
  const marks = [
    ...epochMark(best, `best epoch ${best}${near ? both : ''}`, variant, frame),
    ...(witness === undefined || apart <= TOUCHING
      ? []
      : epochMark(witness, near ? undefined : `witness ${witness}`, variant, frame)),
  ];
  if (witnessFrom !== undefined && frame.measure === 'loss') {
    // Its epoch stands in the title: the text has to fit beside its line in a narrow plot, too.
    const side = witnessFrom > 0.7 * epochs ? 'left' : 'right';
    return [...marks, { kind: 'vertical', at: witnessFrom, text: 'witness better', side }];
  }
  if (overfitsAfter === undefined || frame.measure !== 'loss') return marks;
  const roomy = epochs - overfitsAfter > epochs / 4;
  return [...marks, { kind: 'tint', from: overfitsAfter, text: roomy ? 'overfitting' : '' }];
}

/** A line with its text if it has one, and a ring on the validation curve. */
function epochMark(epoch: number, text: string | undefined, variant: VariantReport, frame: FitFrame): Mark[] {
  const { validation } = curvesOf(variant, frame.measure);
  const side = epoch > validation.mean.length * 0.6 ? 'left' : 'right';
  const level = validation.mean[epoch - 1];
  const { tone } = lookOf(variant, frame.plan);
  return [
    { kind: 'vertical', at: epoch, text, side },
    ...(level === undefined ? [] : [{ kind: 'ring' as const, x: epoch, y: level, tone }]),
  ];
}
