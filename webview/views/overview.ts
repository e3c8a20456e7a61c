/** Overview: the verdict, the recommendation, the ranking, three findings. */
import { html, nothing } from 'lit';
import { sentence } from '../elements/inline.ts';
import { stoppedSentence } from '../words/header.ts';
import { unbroken } from '../words/numbers.ts';
import { headline, rankingLegend, rankingTitle, stoppedRuns, trainedOn } from '../words/overview.ts';
import { findings } from './findings.ts';
import { recommendationCard } from './recommendation.ts';
import type { ResultView } from './view.ts';

export function overview(view: ResultView) {
  const { report } = view.state;
  const { support } = report.recommendation;
  return html`
    <div class="lead">
      <h1>${unbroken(headline(report))}</h1>
      ${support ? html`<p class="muted">${sentence(support)}</p>` : nothing}
    </div>
    <div class="row top">
      ${recommendationCard(view)}
      <section class="s8 lgfull">
        <h2>${unbroken(rankingTitle(report))}</h2>
        <p class="sub">${rankingLegend(report)}</p>
        <reglens-forest .report=${report}></reglens-forest>
        ${stopped(view)}
      </section>
    </div>
    ${findings(view)}
    <p class="sub">${sentence(trainedOn(report))}</p>
  `;
}

/** Runs that became NaN: how many, and folded away, why. */
function stopped({ state: { report } }: ResultView) {
  const summary = stoppedSentence(report);
  if (!summary) return nothing;
  return html`<details class="stopped">
    <summary>${summary}</summary>
    <ul>
      ${stoppedRuns(report).map((line) => html`<li>${unbroken(line)}</li>`)}
    </ul>
  </details>`;
}
