/** A share as a bar with its number. */
import { html } from 'lit';
import { formatShare } from '../../src/words.ts';
import type { Tone } from '../theme/palette.ts';
import { styled } from './inline.ts';

export function bar(share: number, tone: Tone, text = formatShare(share)) {
  return html`<span class="ib">
    <span class="bar-track" aria-hidden="true">
      <i ${styled({ width: `${100 * share}%`, background: `var(${tone})` })}></i>
    </span>
    <span class="num">${text}</span>
  </span>`;
}
