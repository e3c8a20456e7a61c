/** The marker of a variant as SVG. */
import { html, type SVGTemplateResult, svg } from 'lit';
import type { Look, MarkerShape } from '../theme/identity.ts';

/** The shape around (0, 0) with radius `r`, as path data; rings and discs are circles. */
function pathOf(shape: MarkerShape, r: number): string {
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

/** A marker inside an SVG, centred on (x, y). */
export function markerAt({ tone, shape, hollow }: Look, x: number, y: number, r = 4.5): SVGTemplateResult {
  const colour = `var(${tone})`;
  return svg`<path d=${pathOf(shape, r)} transform="translate(${x} ${y})"
    fill=${hollow || shape === 'ring' ? 'var(--bg)' : colour} stroke=${colour} stroke-width=${shape === 'bar' ? 4 : 1.5} />`;
}

/** A marker before a name. */
export function marker(look: Look) {
  return html`<svg class="mk" viewBox="0 0 12 12" aria-hidden="true">${markerAt(look, 6, 6, 4.4)}</svg>`;
}
