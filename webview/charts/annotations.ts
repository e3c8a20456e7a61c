/** Marks of a chart as annotations of Chart.js. */
import type { AnnotationOptions, LabelOptions } from 'chartjs-plugin-annotation';
import type { Theme } from '../theme/theme.ts';
import type { ChartSpec, Mark } from './spec.ts';

const DASH = [3, 3];

export function annotationsOf(spec: ChartSpec, theme: Theme): AnnotationOptions[] {
  return spec.marks.flatMap((mark) => annotationOf(mark, spec, theme));
}

function annotationOf(mark: Mark, spec: ChartSpec, theme: Theme): AnnotationOptions[] {
  const font = { family: theme.sans, size: 11, weight: 400 as const };
  switch (mark.kind) {
    case 'vertical':
      return [verticalLine(mark, theme)];
    case 'horizontal':
      return [horizontalLine(mark, theme)];
    case 'ring':
      return [
        {
          type: 'point',
          xValue: mark.x,
          yValue: mark.y,
          radius: 4,
          backgroundColor: theme.background,
          borderColor: theme.colour(mark.tone),
          borderWidth: 2,
        },
      ];
    case 'tint':
      return [
        {
          type: 'box',
          xMin: mark.from,
          xMax: spec.x.max,
          backgroundColor: theme.colour('--vscode-editorWarning-foreground', 0.07),
          borderWidth: 0,
          drawTime: 'beforeDatasetsDraw',
        },
        {
          type: 'label',
          xValue: spec.x.max,
          yValue: spec.y.max,
          content: mark.text,
          color: theme.ink('--vscode-editorWarning-foreground'),
          font,
          position: { x: 'end', y: 'start' },
          xAdjust: -6,
          yAdjust: 2,
          padding: 2,
        },
      ];
    case 'text':
      return [
        {
          type: 'label',
          xValue: mark.x,
          yValue: mark.y,
          content: mark.text,
          color: mark.tone ? theme.ink(mark.tone) : theme.muted,
          font,
          position: { x: mark.align ?? 'start', y: 'center' },
          xAdjust: mark.dx ?? 0,
          yAdjust: mark.dy ?? 0,
          padding: 2,
          textAlign: 'left',
        },
      ];
    default:
      return mark satisfies never;
  }
}

function verticalLine(mark: Extract<Mark, { kind: 'vertical' }>, theme: Theme): AnnotationOptions {
  const half = mark.text ? theme.measure(mark.text) / 2 + 6 : 0;
  return {
    type: 'line',
    xMin: mark.at,
    xMax: mark.at,
    borderColor: theme.muted,
    borderWidth: 1,
    borderDash: DASH,
    ...labelled(mark.text, theme, {
      position: 'end',
      xAdjust: mark.side === 'left' ? -half : half,
      yAdjust: 2,
    }),
  };
}

function horizontalLine(mark: Extract<Mark, { kind: 'horizontal' }>, theme: Theme): AnnotationOptions {
  return {
    type: 'line',
    yMin: mark.at,
    yMax: mark.at,
    borderColor: theme.muted,
    borderWidth: 1,
    borderDash: DASH,
    ...labelled(mark.text, theme, { position: mark.align ?? 'start', yAdjust: mark.below ? 9 : -9 }),
  };
}

function labelled(text: string | undefined, theme: Theme, place: Partial<LabelOptions>) {
  if (text === undefined) return {};
  const font = { family: theme.sans, size: 11, weight: 400 as const };
  const plain = { backgroundColor: 'transparent', color: theme.muted, padding: 2, font };
  return { label: { display: true, content: text, ...plain, ...place } };
}
