/** While the experiment runs: progress, the early reading, one row for each variant. */
import { html, nothing, svg } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { RunningState, RunningVariant } from '../../src/protocol/panel.ts';
import { formatLoss } from '../../src/words.ts';
import { button } from '../elements/button.ts';
import { icon } from '../elements/icon.ts';
import { sentence, styled } from '../elements/inline.ts';
import { marker } from '../elements/marker.ts';
import { nameColumn } from '../elements/names.ts';
import { sparkline, sparkRange } from '../measures/sparkline.ts';
import { type Look, lookOf } from '../theme/identity.ts';
import {
  cancelLabel,
  earlyReading,
  inOrder,
  isFinished,
  progressLine,
  runningHeadline,
  seedsHeading,
  seedsText,
} from '../words/running.ts';
import { type Actions, sender } from './view.ts';

export function running(state: RunningState, actions: Actions) {
  const percent = Math.round(100 * state.progress);
  return html`
    <div class="lead">
      <h1>${runningHeadline(state)}</h1>
      <p class="muted">${sentence(earlyReading(state))}</p>
    </div>
    <div class="prog">
      <div
        class="pb"
        role="progressbar"
        aria-label="Progress"
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow=${percent}
      >
        <i ${styled({ width: `${100 * state.progress}%` })}></i>
      </div>
      <div class="acts">
        ${pauseButton(state, actions)} ${cancelButton(state, actions)}
        <span class="sub">${sentence(progressLine(state))}</span>
      </div>
      ${state.warning ? html`<p class="warned" role="note">${icon('warning')}<span>${sentence(state.warning)}</span></p>` : nothing}
    </div>
    ${table(state)}
  `;
}

/** Pause while it trains, Resume while it holds or is about to. */
function pauseButton({ phase }: RunningState, actions: Actions) {
  const held = phase === 'pausing' || phase === 'paused';
  const run = sender(actions, held ? 'continue' : 'pause');
  if (!run || phase === 'cancelling') return nothing;
  return held
    ? button({ action: 'continue', label: 'Resume', icon: 'play', run })
    : button({ action: 'pause', label: 'Pause', icon: 'pause', secondary: true, run });
}

function cancelButton(state: RunningState, actions: Actions) {
  const run = sender(actions, 'cancel');
  if (!run) return nothing;
  const disabled = state.phase === 'cancelling';
  return button({
    action: 'cancel',
    label: cancelLabel(state),
    icon: 'stop',
    secondary: true,
    disabled,
    run,
  });
}

function table(state: RunningState) {
  const plan = state.variants.map(({ variant }) => variant);
  const range = sparkRange(state.variants.map(({ validationLoss }) => validationLoss));
  return html`<section class="rt" role="table" aria-label="Variants while they train" ${nameColumn(plan.map(({ name }) => name))}>
    <div class="rr h" role="row">
      <span role="columnheader">Variant</span>
      <span role="columnheader">${seedsHeading(state.variants)}</span>
      <span role="columnheader" class="ellipsis">Validation loss<span class="hide-s">, epochs 1 to ${state.epochs}</span>, log</span>
      <span role="columnheader" class="r">Lowest so far<span class="hide-s"> ± s.e.</span></span>
    </div>
    ${repeat(
      inOrder(state.variants),
      ({ variant }) => variant.id,
      (one) => row(one, lookOf(one.variant, plan), state.epochs, range),
    )}
  </section>`;
}

function row(one: RunningVariant, look: Look, epochs: number, range: [number, number]) {
  const { variant, lowest } = one;
  const error = lowest?.standardError ?? null;
  return html`<div class="rr" role="row" data-variant=${variant.id}>
    <span class="nm" role="rowheader">${marker(look)}<span class="ellipsis" title=${variant.name}>${variant.name}</span></span>
    <span role="cell">${seedCells(one, look, epochs)}</span>
    <span role="cell">
      <svg class="sp" viewBox="0 0 ${Math.max(1, epochs - 1)} 22" preserveAspectRatio="none" aria-hidden="true">
        <path
          d=${sparkline(one.validationLoss, range)}
          fill="none"
          stroke="var(${look.tone})"
          stroke-width="1.5"
          vector-effect="non-scaling-stroke"
        />
      </svg>
    </span>
    <span class="r num" role="cell"
      >${lowest ? formatLoss(lowest.mean) : html`<span class="muted">–</span>`}${
        error === null ? nothing : html`<span class="muted hide-s"> ± ${formatLoss(error)}</span>`
      }</span
    >
  </div>`;
}

const CELLS = 144;
const GAP = 4;

/** One cell for each seed, filled by the epochs done, wholly when the run has ended; a cross marks a run that became NaN, a
 * line one that successive halving ended there. */
function seedCells({ seeds }: RunningVariant, { tone }: Look, epochs: number) {
  const width = Math.min(24, (CELLS + GAP) / Math.max(1, seeds.length) - GAP);
  const colour = `var(${tone})`;
  return html`<svg width=${CELLS} height="14" role="img" aria-label=${seedsText(seeds, epochs)}>
    ${seeds.map((seed, index) => {
      const x = index * (width + GAP) + 0.5;
      const done = isFinished(seed, epochs);
      const share = done ? 1 : seed.stopped ? 0 : Math.min(seed.epochs / epochs, 1);
      const filled = (width - 1) * share;
      return svg`
        <rect x=${x} y="2.5" width=${width - 1} height="9" fill="none" stroke=${colour} stroke-opacity=${done ? 1 : 0.6} />
        <rect x=${x} y="2.5" width=${filled} height="9" fill=${colour} fill-opacity=${done ? 1 : 0.5} />
        ${seed.dropped ? svg`<path d="M${x + filled} 0.5v13" stroke=${colour} stroke-width="1.5"><title>Successive halving ended seed ${seed.seed} after ${seed.epochs} epochs</title></path>` : nothing}
        ${seed.stopped ? svg`<path class="nan" d="M${x + width / 2 - 3.5} 4l6 6m0 -6l-6 6"><title>Seed ${seed.seed} became NaN</title></path>` : nothing}
      `;
    })}
  </svg>`;
}
