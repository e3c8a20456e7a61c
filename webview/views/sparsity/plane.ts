/** The contour picture as an element of its own: it asks for its weights and its plane. */
import { html } from 'lit';
import { PLANE_TITLE } from '../../words/plane.ts';
import type { ResultView } from '../view.ts';

export function contourPlane(view: ResultView) {
  if (view.state.interactive && view.actions.ask) return html`<reglens-plane .view=${view}></reglens-plane>`;
  return html`<section class="block">
    <h2>${PLANE_TITLE}</h2>
    <p class="sub">
      This picture needs the editor: it evaluates the loss on a plane through two weights that you pick.
    </p>
  </section>`;
}
