/** Path: what a growing λ does to a linear model and to the network, and one run tried at once. */
import { html, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { unbroken } from '../words/numbers.ts';
import { lowestSentence, pathHeadline } from '../words/path.ts';
import { linearPath } from './path/linear.ts';
import { pathOptions } from './path/options.ts';
import { lambdaSweeps } from './path/sweeps.ts';
import { tryLambda } from './path/try.ts';
import type { ResultView } from './view.ts';

export function pathView(view: ResultView) {
  const { report } = view.state;
  const lowest = lowestSentence(report);
  const { zeros, norm } = pathOptions(view);
  return html`
    <div class="lead">
      <h1>${unbroken(pathHeadline(report))}</h1>
      ${lowest ? html`<p class="muted">${unbroken(lowest)}</p>` : nothing}
    </div>
    ${guard([view.state, zeros, norm], () => lambdaSweeps(view))} ${tryLambda(view)} ${linearPath(view)}
  `;
}
