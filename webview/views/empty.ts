/** Before the first run: what will be measured, on what, how. */
import { html, nothing } from 'lit';
import type { EmptyState } from '../../src/protocol/panel.ts';
import { button } from '../elements/button.ts';
import { sentence } from '../elements/inline.ts';
import { emptyHeading, measureLabel } from '../words/empty.ts';
import { type Actions, sender } from './view.ts';

export function empty(state: EmptyState, actions: Actions) {
  const measure = sender(actions, 'measure');
  const { subject, model, data, plan, estimate } = state;
  return html`<div class="state">
    <h1>${emptyHeading(state)}</h1>
    <p>
      Trains copies of the architecture on your data, with and without each regularizer, and compares them on
      rows none of them has seen.
    </p>
    <div class="facts">
      ${fact('Model', model, `${subject.sourceFile}:${subject.sourceLine}`, sender(actions, 'openSource'))}
      ${fact('Data', data.text, data.detail, sender(actions, 'chooseTarget'))}
      ${fact('Plan', plan.text, plan.detail, sender(actions, 'openExperiment'))}
      ${estimate ? fact('Estimate', estimate.text, estimate.detail, undefined) : nothing}
    </div>
    <div class="acts">
      ${measure ? button({ action: 'measure', label: measureLabel(state), icon: 'play', run: measure }) : nothing}
    </div>
    <p class="sub">Your code is read, never run. Nothing leaves this machine. Cancel keeps what is finished.</p>
  </div>`;
}

function fact(name: string, text: string, detail: string, change: (() => void) | undefined) {
  return html`<div>
    <span class="muted">${name}</span>
    <span>${sentence(text)}<br /><span class="sub">${sentence(detail)}</span></span>
    ${change ? html`<button class="link" aria-label="Change the ${name.toLowerCase()}" @click=${change}>Change</button>` : nothing}
  </div>`;
}
