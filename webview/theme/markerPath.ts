/** The outlines of the variants' markers. */
import type { MarkerShape } from './identity.ts';

/** The shape around (0, 0) with radius `r`, as path data; rings and discs are circles. */
export function markerPath(shape: MarkerShape, r: number): string {
  const round = (value: number) => Number(value.toFixed(2));
  switch (shape) {
    case 'triangle':
      return `M0 ${-r}L${round(r * 1.05)} ${round(r * 0.8)}H${round(-r * 1.05)}Z`;
    case 'triangle-down':
      return `M0 ${r}L${round(r * 1.05)} ${round(-r * 0.8)}H${round(-r * 1.05)}Z`;
    case 'square':
      return `M${round(-r * 0.85)} ${round(-r * 0.85)}h${round(r * 1.7)}v${round(r * 1.7)}h${round(-r * 1.7)}Z`;
    case 'diamond':
      return `M0 ${round(-r * 1.2)}L${round(r * 1.2)} 0L0 ${round(r * 1.2)}L${round(-r * 1.2)} 0Z`;
    case 'cross':
      return `M${-r} ${-r}L${r} ${r}M${r} ${-r}L${-r} ${r}`;
    case 'plus':
      return `M0 ${round(-r * 1.1)}V${round(r * 1.1)}M${round(-r * 1.1)} 0H${round(r * 1.1)}`;
    case 'bar':
      return `M0 ${round(-r * 1.2)}V${round(r * 1.2)}`;
    case 'ring':
    case 'disc': {
      const s = round(r * 0.9);
      return `M${-s} 0a${s} ${s} 0 1 0 ${2 * s} 0a${s} ${s} 0 1 0 ${-2 * s} 0Z`;
    }
    default:
      return shape satisfies never;
  }
}
