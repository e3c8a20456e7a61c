/** A slider with its name and its value in words. */
import { html } from 'lit';
import { styled } from './inline.ts';

interface Slider {
  id: string;
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  /** The value as it is read and spoken. */
  text: string;
  set(value: number): void;
}

export function slider({ id, label, min, max, step, value, text, set }: Slider) {
  const reached = max > min ? (100 * (value - min)) / (max - min) : 0;
  return html`<label class="slider">
    <span class="muted">${label}</span>
    <input
      type="range"
      id=${id}
      min=${min}
      max=${max}
      step=${step}
      .value=${String(value)}
      ${styled({ '--reached': `${reached}%` })}
      aria-label=${label}
      aria-valuetext=${text}
      @input=${(event: Event) => set(Number((event.target as HTMLInputElement).value))}
    />
    <span class="num slider-value">${text}</span>
  </label>`;
}
