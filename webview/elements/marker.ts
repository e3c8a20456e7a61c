/** The marker of a variant as SVG. */
import { html, type SVGTemplateResult, svg } from 'lit';
import type { Look } from '../theme/identity.ts';
import { markerPath } from '../theme/markerPath.ts';

/** A marker inside an SVG, centred on (x, y). */
export function markerAt({ tone, shape, hollow }: Look, x: number, y: number, r = 4.5): SVGTemplateResult {
  const colour = `var(${tone})`;
  return svg`<path d=${markerPath(shape, r)} transform="translate(${x} ${y})"
    fill=${hollow || shape === 'ring' ? 'var(--bg)' : colour} stroke=${colour} stroke-width=${shape === 'bar' ? 4 : 1.5} />`;
}

/** A marker before a name. */
export function marker(look: Look) {
  return html`<svg class="mk" viewBox="0 0 12 12" aria-hidden="true">${markerAt(look, 6, 6, 4.4)}</svg>`;
}
