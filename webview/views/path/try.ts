/** Trying one λ at once, where there is an editor that trains. */
import { html } from 'lit';
import type { ResultView } from '../view.ts';

export function tryLambda(view: ResultView) {
  const inEditor = view.state.interactive && view.actions.ask !== undefined;
  return html`<section class="block">
    <h2>Try λ</h2>
    ${
      inEditor
        ? html`<reglens-try .view=${view}></reglens-try>`
        : html`<p class="sub">In the editor, sliders for L1, L2 and dropout train one run at once, and charts follow.</p>`
    }
  </section>`;
}
