/** After an error: what is wrong, what was seen, the fix as a button, what is kept. */
import { html, nothing } from 'lit';
import type { FailedState } from '../../src/protocol/panel.ts';
import { button, link } from '../elements/button.ts';
import { icon } from '../elements/icon.ts';
import { resumeLabel } from '../words/header.ts';
import { baseName, unbroken } from '../words/numbers.ts';
import { type Actions, sender } from './view.ts';

export function failed(state: FailedState, actions: Actions) {
  const { problem, kept } = state;
  const { explanation, remedy } = problem;
  const text = unbroken(remedy ? `${explanation} ${remedy}` : explanation);
  return html`<div class="state">
    <h1 class="err">${icon('error')}<span>${problem.title}</span></h1>
    <p class="explanation">${text}</p>
    ${place(state, actions)}
    <div class="acts">${buttons(state, actions)}</div>
    <p class="sub">
      ${kept}${
        state.hasReport
          ? html` The earlier results are kept: ${link('open them', sender(actions, 'openResults'), 'openResults')}.`
          : nothing
      }
    </p>
    ${technical(state, actions)}
  </div>`;
}

/** Where the problem stands: a link when the editor can open that file from here. */
function place({ problem: { location }, subject }: FailedState, actions: Actions) {
  if (!location) return nothing;
  const file = baseName(location.file);
  const opens =
    file === baseName(subject.experimentFile)
      ? sender(actions, 'openExperiment')
      : file === subject.sourceFile
        ? sender(actions, 'openSource')
        : undefined;
  return html`<p class="sub">${link(`${file}:${location.line}:${location.column}`, opens)}</p>`;
}

/** The fix first; then another choice, then to try again as it is. */
function buttons({ problem, canResume, runsLeft }: FailedState, { send }: Actions) {
  if (!send) return nothing;
  const suggestions = problem.suggestions ?? [];
  const aboutTarget = problem.code.includes('TARGET');
  return html`
    ${suggestions.map(({ label }, index) =>
      button({
        action: 'useSuggestion',
        label,
        secondary: index > 0,
        run: () => send({ type: 'useSuggestion', index }),
      }),
    )}
    ${
      aboutTarget
        ? button({
            action: 'chooseTarget',
            label: 'Choose another column',
            secondary: suggestions.length > 0,
            run: () => send({ type: 'chooseTarget' }),
          })
        : nothing
    }
    ${
      aboutTarget || suggestions.length > 0
        ? nothing
        : button({
            action: canResume ? 'resume' : 'measure',
            label: canResume ? resumeLabel(runsLeft) : 'Try again',
            run: () => send({ type: 'measure' }),
          })
    }
  `;
}

function technical({ problem }: FailedState, actions: Actions) {
  const lines = [problem.code, ...(problem.technical ?? [])];
  const copy = sender(actions, 'copyProblem');
  return html`<details>
    <summary>Technical details</summary>
    <pre tabindex="0">${lines.join('\n')}</pre>
    ${copy ? button({ action: 'copyProblem', label: 'Copy', icon: 'copy', secondary: true, run: copy }) : nothing}
  </details>`;
}
