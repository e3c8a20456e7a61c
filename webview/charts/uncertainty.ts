/** What the randomness of dropout tells about the answers, over the rate. */
import type { Report } from '../../src/report/report.ts';
import { formatLoss } from '../../src/words.ts';
import { linearAxis, reachOf } from './levels.ts';
import { besidePoint, isDrawn, overRates, type RateFrame, rateSeries } from './rateSeries.ts';
import { referenceSeries } from './series.ts';
import type { ChartSpec, Series } from './spec.ts';

const NAMES = {
  classification: { right: 'right', wrong: 'wrong' },
  regression: { right: 'small errors', wrong: 'large errors' },
};

/** From this share of ln C on, the level of knowing nothing belongs into the picture. */
const NEAR = 0.4;

/** Entropy (of a regression the spread) of the predictions of random passes, for rows answered right and wrong. */
export function uncertaintyChart(report: Report, frame: RateFrame, summary: string): ChartSpec {
  const common = overRates(frame);
  const series = (['wrong', 'right'] as const)
    .flatMap((answer) => answered(report, frame, answer))
    .filter(isDrawn);
  const highest = Math.max(1e-6, ...reachOf(series));
  const classes = report.data.classes?.length;
  const most = classes === undefined ? Number.POSITIVE_INFINITY : Math.log(classes);
  const shown = highest > NEAR * most;
  return {
    ...common,
    id: 'dropout-uncertainty',
    summary,
    y: linearAxis(shown ? Math.max(highest, most) : highest, 4),
    adjusts: ['bands'],
    marks: shown
      ? [{ kind: 'text', x: common.x.min, y: most, text: `ln ${classes}: no idea at all`, dx: 4, dy: 9 }]
      : [],
    series: [
      ...series,
      ...(shown ? [{ ...referenceSeries(`ln ${classes}`, common.x, most, formatLoss), end: undefined }] : []),
    ],
  };
}

function answered({ data }: Report, frame: RateFrame, answer: 'right' | 'wrong'): Series[] {
  const name = NAMES[data.task][answer];
  const hollow = answer === 'right';
  return [
    rateSeries(
      frame.sweep.map(({ rate, variant }) => ({ rate, estimate: variant.dropout?.uncertainty[answer] })),
      {
        label: `Rows: ${name}`,
        end: name,
        tone: '--dropout-2',
        format: formatLoss,
        hollow,
        ...(hollow && { dash: [4, 3], width: 1.5 }),
      },
    ),
    ...besidePoint(
      frame,
      { label: `Rows: ${name}`, format: formatLoss, hollow },
      ({ variant }) => variant.dropout?.uncertainty[answer],
    ),
  ];
}
