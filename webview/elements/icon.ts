/** The panel's icons, drawn on a 16 px grid with strokes of 1 px. */
import { html, svg } from 'lit';

const SHAPES = {
  play: svg`<path d="M4.5 3.2v9.6l8-4.8z" />`,
  rerun: svg`<path d="M12.9 9.3a5 5 0 1 1-.9-4.5M12.6 1.8v3.4H9.2" />`,
  export: svg`<path d="M2 3v10M5 8h9M10.5 4.5 14 8l-3.5 3.5" />`,
  more: svg`<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2" />`,
  table: svg`<path d="M2.5 2.5h11v11h-11zM2.5 6h11M2.5 10h11M6 2.5v11M10 2.5v11" />`,
  error: svg`<circle cx="8" cy="8" r="6.5" /><path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6" />`,
  warning: svg`<path d="M8 2.2 14.3 13.5H1.7zM8 6.3v3.4M8 11v1.2" />`,
  pause: svg`<path d="M5 3h1.5v10H5zM9.5 3H11v10H9.5z" />`,
  stop: svg`<rect x="3" y="3" width="10" height="10" rx="1" />`,
  check: svg`<path d="m2.5 8.5 3.6 3.6 7.4-8" />`,
  copy: svg`<path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3" />`,
} as const;

export type IconName = keyof typeof SHAPES;

export function icon(name: IconName) {
  return html`<svg class="i" viewBox="0 0 16 16" aria-hidden="true">${SHAPES[name]}</svg>`;
}
