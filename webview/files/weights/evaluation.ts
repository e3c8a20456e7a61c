/** What the model of the file does on a dataset: pruned, with dropout on and off, as a Monte-Carlo average. */
import { html, nothing } from 'lit';
import type { Evaluation } from '../../../src/report/weightFiles/evaluation.ts';
import type { WeightsReport } from '../../../src/report/weightFiles/weightsReport.ts';
import { button } from '../../elements/button.ts';
import { figure } from '../../elements/figure.ts';
import { problemNote } from '../../elements/problemNote.ts';
import { unbroken } from '../../words/numbers.ts';
import { factsTable } from '../table/facts.ts';
import type { FilesView } from '../view.ts';
import { averagedChart } from './averaged.ts';
import { evaluationFacts, evaluationTitle } from './evaluationWords.ts';
import { prunedLossChart, prunedTitle } from './pruning.ts';

export function evaluationSection({ architecture }: WeightsReport, view: FilesView) {
  if (!architecture) return nothing;
  const { evaluation } = view.answers;
  const known = evaluation?.state === 'there' ? evaluation.value : undefined;
  return html`<section class="block evaluation">
    <h2>${known ? unbroken(evaluationTitle(known)) : 'What the model does on data'}</h2>
    ${known ? results(known) : html`<p class="sub">The file holds the layers, too: with a dataset, loss, pruning and dropout are measured.</p>`}
    ${asking(view)}
  </section>`;
}

/** Of the header: the section is at the end of a long page. */
export function evaluateButton(
  { architecture }: WeightsReport,
  { answers: { evaluation }, actions }: FilesView,
) {
  if (!architecture) return nothing;
  return button({
    action: 'evaluateFromHeader',
    label: 'Evaluate…',
    secondary: true,
    disabled: evaluation?.state === 'waiting',
    run: () => {
      document.querySelector('.evaluation')?.scrollIntoView();
      actions.evaluate();
    },
  });
}

function asking({ answers: { evaluation }, actions }: FilesView) {
  if (evaluation?.state === 'waiting')
    return html`<p class="sub later" role="status">${evaluation.progress ?? 'Waiting for a dataset'} …</p>`;
  const label = evaluation?.state === 'there' ? 'Evaluate on another dataset…' : 'Evaluate on a dataset…';
  return html`
    ${evaluation?.state === 'refused' ? problemNote(evaluation.problem) : nothing}
    <div class="later">
      ${button({ action: 'evaluate', label, secondary: evaluation !== undefined, run: actions.evaluate })}
    </div>
  `;
}

function results(evaluation: Evaluation) {
  const { pruning, findings, notes } = evaluation;
  const title = prunedTitle(evaluation);
  const sub = 'All kernels together, smallest |w| first; dashed: the best constant prediction';
  return html`
    ${list(findings)}
    <div class="row">
      ${
        pruning.length > 1
          ? html`<div class="s6 wide-m">
            ${figure(prunedLossChart(evaluation, title), 'h216', title, sub)}
          </div>`
          : nothing
      }
      <div class="s6 wide-m">
        <h2>With and without dropout</h2>
        ${factsTable('Evaluation', evaluationFacts(evaluation))} ${monteCarlo(evaluation)} ${list(notes)}
      </div>
    </div>
  `;
}

function monteCarlo(evaluation: Evaluation) {
  const title = 'Averages of k passes with dropout on';
  const chart = averagedChart(evaluation, title);
  return chart
    ? html`<div class="later">${figure(chart, 'h144', title, 'Loss of the averaged prediction; dashed: dropout off')}</div>`
    : nothing;
}

const list = (sentences: readonly string[]) =>
  sentences.length === 0
    ? nothing
    : html`<ul class="plain sub">${sentences.map((text) => html`<li>${unbroken(text)}</li>`)}</ul>`;
