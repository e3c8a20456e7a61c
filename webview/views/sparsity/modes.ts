/** L1 as frameworks do it against L1 by its proximal step, over λ. */
import { html } from 'lit';
import { sweepLossChart, sweepZerosChart } from '../../charts/sweep.ts';
import { figure } from '../../elements/figure.ts';
import { sweepChoice, sweepsOf } from '../../measures/path.ts';
import { baselineOf } from '../../measures/ranking.ts';
import { unbroken } from '../../words/numbers.ts';
import { modesTitle, ONE_MODE } from '../../words/sparsityModes.ts';
import { studyOffer } from '../studyOffer.ts';
import type { ResultView } from '../view.ts';

export function l1Modes(view: ResultView) {
  const { report } = view.state;
  const modes = sweepsOf(report).filter(({ family }) => family !== 'l2');
  if (modes.length < 2) {
    return html`<section class="s6">
      <h2>Sub-gradient or proximal step</h2>
      <p class="sub">${unbroken(ONE_MODE)}</p>
      ${studyOffer(view, 'path')}
    </section>`;
  }
  const choices = modes.map((sweep) => sweepChoice(sweep, report.studies.path?.best));
  const reference = baselineOf(report)?.validationLoss.mean ?? undefined;
  const title = modesTitle(modes);
  const sub = 'Share of all weights that are exactly 0';
  return html`<div class="s6">
    ${figure(sweepZerosChart(modes, 'exact', title, 'sparsity-modes'), 'h144', title, sub)}
    ${figure(
      sweepLossChart(modes, choices, reference, 'Validation loss of both', 'sparsity-modes-loss'),
      'h176',
      undefined,
      'Validation loss at the same λ',
    )}
  </div>`;
}
