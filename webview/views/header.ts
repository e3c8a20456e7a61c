/** The header: what is measured, from which file, how it went; the tabs. */
import { html, nothing } from 'lit';
import type { PanelState } from '../../src/protocol/panel.ts';
import { VIEW_NAMES, VIEWS, type ViewName } from '../controls.ts';
import { button, iconButton, link } from '../elements/button.ts';
import { icon } from '../elements/icon.ts';
import { metaLine, resumeLabel } from '../words/header.ts';
import { exportMenu } from './exporting.ts';
import { type Actions, sender } from './view.ts';

/** @param available the views that can be opened now */
export function header(state: PanelState, view: ViewName, available: readonly ViewName[], actions: Actions) {
  const { subject } = state;
  const { plan, status } = metaLine(state);
  return html`<header>
    <div class="bar">
      <div class="what">
        <b>${subject.model}</b> ${link(subject.sourceFile, sender(actions, 'openSource'), 'openSource')}
        <span class="meta">${plan ? html`<span class="hide-s">${plan}, </span>` : nothing}${status}</span>
      </div>
      ${tools(state, actions)}
    </div>
    ${tabs(view, available, actions)}
  </header>`;
}

function tools(state: PanelState, actions: Actions) {
  const { send } = actions;
  if (state.kind !== 'result') return nothing;
  if (!state.interactive || !send) return exportMenu(state, actions);
  const { finishedRuns, plannedRuns } = state.report.execution;
  const left = plannedRuns - finishedRuns;
  const measure = () => send({ type: 'measure' });
  return html`
    ${left > 0 ? button({ action: 'resume', label: resumeLabel(left), icon: 'play', run: measure }) : nothing}
    ${left > 0 ? nothing : iconButton('measure', 'Measure again', 'rerun', measure)}
    ${exportMenu(state, actions)}
  `;
}

/** Tabs in one tab stop: the arrow keys move between them. */
function tabs(view: ViewName, available: readonly ViewName[], actions: Actions) {
  return html`<div
    class="tabs"
    role="tablist"
    aria-label="Views"
    @keydown=${(event: KeyboardEvent) => moveTab(event, view, available, actions)}
  >
    ${VIEWS.map(
      (name) => html`<button
        role="tab"
        id="tab-${name}"
        aria-controls="view"
        aria-selected=${name === view}
        tabindex=${name === view ? 0 : -1}
        ?disabled=${!available.includes(name)}
        @click=${() => actions.set({ view: name })}
      >
        ${VIEW_NAMES[name]}
      </button>`,
    )}
  </div>`;
}

function moveTab(event: KeyboardEvent, view: ViewName, available: readonly ViewName[], actions: Actions) {
  const index = available.indexOf(view);
  const last = available.length - 1;
  const target = {
    ArrowLeft: index === 0 ? last : index - 1,
    ArrowRight: index === last ? 0 : index + 1,
    Home: 0,
    End: last,
  }[event.key];
  const name = target === undefined ? undefined : available[target];
  if (!name) return;
  event.preventDefault();
  actions.set({ view: name });
  document.getElementById(`tab-${name}`)?.focus();
}

/** A line over results that a running measurement will replace. */
export function earlierNotice(running: boolean, actions: Actions) {
  if (!running) return nothing;
  return html`<div class="stale" role="note">
    ${icon('warning')}<span>A measurement is under way: these are the results before it.</span>
    ${link('Show its progress', () => actions.set({ view: 'overview' }), 'progress')}
  </div>`;
}

/** A line under the header when the source or the data have changed since. */
export function staleNotice(state: PanelState, actions: Actions) {
  if (state.kind !== 'result' || !state.stale) return nothing;
  const measure = state.interactive ? sender(actions, 'measure') : undefined;
  return html`<div class="stale" role="note">
    ${icon('warning')}<span>${state.stale}</span> ${measure ? link('Measure again', measure, 'measure') : nothing}
  </div>`;
}
