/** A question that could not be answered: what is wrong, and what to do. */
import { html, nothing } from 'lit';
import type { Problem } from '../../src/errors.ts';
import { icon } from './icon.ts';

export function problemNote({ title, explanation, remedy }: Problem) {
  return html`<p class="problem-note" role="alert">
    ${icon('warning')}<span><b>${title}</b>. ${explanation}${remedy ? html` ${remedy}` : nothing}</span>
  </p>`;
}
