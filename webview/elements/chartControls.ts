/** What the user changes of all charts of a view: smoothing, bands, logarithmic axes. Charts say what of it they take. */
import { html, nothing } from 'lit';
import { CHART_OPTIONS, type ChartLook, chartLookOf, MOST_SMOOTH } from '../charts/adjust.ts';
import type { Adjustment } from '../charts/spec.ts';
import type { OptionValue, StoredOptions } from '../options.ts';
import { styled } from './inline.ts';

/** A view that keeps the user's options. */
interface OptionsView {
  controls: { options: StoredOptions };
  actions: { setOptions(view: string, change: Record<string, OptionValue>): void };
}

/** The controls in a view's bar, for the adjustments that its charts name in `adjusts`. */
export function chartControls({ controls, actions }: OptionsView, offered: readonly Adjustment[]) {
  const look = chartLookOf(controls.options);
  const set = (change: Partial<ChartLook>) => actions.setOptions(CHART_OPTIONS, change);
  const toggle = (adjustment: Exclude<Adjustment, 'smooth'>, label: string) =>
    offered.includes(adjustment)
      ? html`<label>
          <input
            type="checkbox"
            .checked=${look[adjustment]}
            @change=${() => set({ [adjustment]: !look[adjustment] })}
          />
          <span>${label}</span>
        </label>`
      : nothing;
  return html`${offered.includes('smooth') ? smoothing(look.smooth, (smooth) => set({ smooth })) : nothing}
  ${toggle('bands', 'Bands of ± 1 s.e.')} ${toggle('logX', 'Log x')} ${toggle('logY', 'Log y')}`;
}

function smoothing(weight: number, set: (weight: number) => void) {
  return html`<label>
    <span class="muted">Smoothing</span>
    <input
      type="range"
      id="smoothing"
      min="0"
      max=${MOST_SMOOTH}
      step="0.01"
      .value=${String(weight)}
      ${styled({ '--reached': `${(100 * weight) / MOST_SMOOTH}%` })}
      aria-label="Smoothing"
      aria-valuetext=${weight === 0 ? 'off' : `moving average with weight ${weight}`}
      @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))}
    />
    <span class="num">${weight === 0 ? 'off' : weight.toFixed(2)}</span>
  </label>`;
}
