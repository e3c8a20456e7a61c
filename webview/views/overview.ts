/** Overview: the verdict, the recommendation, the ranking, three findings. */
import { html, nothing } from 'lit';
import { renderCsv } from '../../src/report/csv.ts';
import type { Report } from '../../src/report/report.ts';
import { rankingShapes } from '../charts/ranking.ts';
import { theme } from '../context.ts';
import { sentence } from '../elements/inline.ts';
import { type MenuItem, menu } from '../elements/menu.ts';
import { type Drawn, drawnPng, drawnSvg } from '../elements/pictures.ts';
import { saveFile } from '../saving.ts';
import type { Theme } from '../theme/theme.ts';
import { stoppedSentence } from '../words/header.ts';
import { unbroken } from '../words/numbers.ts';
import {
  droppedRuns,
  droppedSentence,
  headline,
  rankingLegend,
  rankingTitle,
  stoppedRuns,
  trainedOn,
} from '../words/overview.ts';
import { findings } from './findings.ts';
import { offers } from './offers.ts';
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
        <div class="rank-hd">
          <h2>${unbroken(rankingTitle(report))}</h2>
          ${menu('Save or copy', 'more', rankingItems(report))}
        </div>
        <p class="sub">${rankingLegend(report)}</p>
        <reglens-forest .report=${report}></reglens-forest>
        ${stopped(view)} ${dropped(view)}
      </section>
    </div>
    ${findings(view)} ${offers(view)}
    <p class="sub">${sentence(trainedOn(report))}</p>
  `;
}

/** Pixels across of the saved ranking: wide enough for all its columns, also when the panel is narrow. */
const RANKING_WIDTH = 900;

/** The ranking as a picture, and its numbers. */
function rankingItems(report: Report): MenuItem[] {
  const picture = (current: Theme): Drawn => ({
    heading: rankingTitle(report),
    sub: rankingLegend(report),
    width: RANKING_WIDTH,
    draw: (top) => rankingShapes(report, current, RANKING_WIDTH, top),
  });
  const save = (ending: string, encoding: 'utf8' | 'base64', content: (current: Theme) => string) => () => {
    if (theme.value) saveFile({ name: `ranking.${ending}`, content: content(theme.value), encoding });
  };
  return [
    {
      action: 'rankingPng',
      label: 'Save as PNG',
      run: save('png', 'base64', (now) => drawnPng(picture(now), now)),
    },
    {
      action: 'rankingSvg',
      label: 'Save as SVG',
      run: save('svg', 'utf8', (now) => drawnSvg(picture(now), now)),
    },
    {
      action: 'rankingCsv',
      label: 'Save the data as CSV',
      run: save('csv', 'utf8', () => renderCsv(report)),
    },
  ];
}

/** Runs that successive halving ended early: which, and folded away, after how many epochs. */
function dropped({ state: { report } }: ResultView) {
  const summary = droppedSentence(report);
  if (!summary) return nothing;
  return html`<details class="stopped">
    <summary>${summary}</summary>
    <ul>
      ${droppedRuns(report).map((line) => html`<li>${unbroken(line)}</li>`)}
    </ul>
  </details>`;
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
