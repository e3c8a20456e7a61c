/** `<reglens-forest>`: the ranked dot plot over rows of a table. */
import { html, LitElement, nothing, svg } from 'lit';
import type { Report, VariantReport } from '../../src/report/report.ts';
import { formatLoss, formatPercent, formatSigned } from '../../src/words.ts';
import { theme } from '../context.ts';
import { type ForestMark, forestLayout, forestRows, ROW } from '../measures/forest.ts';
import { baselineOf, halfWidth, includesZero, isMeasured, mostSeeds, ranked } from '../measures/ranking.ts';
import { type Look, lookOf } from '../theme/identity.ts';
import { interval } from '../words/difference.ts';
import { lossName, unmeasured } from '../words/overview.ts';
import { Following } from './following.ts';
import { styled } from './inline.ts';
import { marker, markerAt } from './marker.ts';
import { nameColumn } from './names.ts';

/** Where the plot stands: the second column of the rows. */
interface Place {
  left: number;
  top: number;
  width: number;
}

export class ForestElement extends LitElement {
  static override properties = { report: { attribute: false }, place: { state: true } };
  declare report: Report;
  declare place: Place | undefined;

  constructor() {
    super();
    new Following(this, { resized: () => this.#measure(), themed: () => this.requestUpdate() });
  }

  protected override createRenderRoot() {
    return this;
  }

  protected override updated() {
    this.#measure();
  }

  #measure() {
    const cell = this.querySelector<HTMLElement>('.fr:not(.h) > .plot');
    if (!cell) return;
    const { offsetLeft: left, offsetWidth: width } = cell;
    const top = (cell.parentElement as HTMLElement).offsetTop;
    const { place } = this;
    if (place?.left === left && place.top === top && place.width === width) return;
    this.place = { left, top, width };
  }

  override render() {
    const rows = ranked(this.report);
    const accuracy = this.report.data.task === 'classification';
    return html`
      <div class="forest ${accuracy ? '' : 'no-accuracy'}" ${nameColumn(rows.map(({ name }) => name))}>
        <div role="table" aria-label="Variants by validation loss">
        <div class="fr h" role="row">
          <span role="columnheader">Variant</span>
          <span role="columnheader"><span class="vh">Validation loss</span></span>
          <span role="columnheader">Test loss${mostSeeds(this.report) > 1 ? html`<span class="se"> ± s.e.</span>` : nothing}</span>
          <span role="columnheader">Δ vs none<br />95 % interval</span>
          ${accuracy ? html`<span role="columnheader">Accuracy</span>` : nothing}
        </div>
        ${rows.map((variant) => this.#row(variant, accuracy))}
        </div>
        <div class="fr axis" aria-hidden="true"></div>
        ${this.place ? this.#plot(rows, this.place) : nothing}
      </div>
    `;
  }

  #row(variant: VariantReport, accuracy: boolean) {
    const recommended = variant.id === this.report.recommendation.variant;
    const { testLoss, testAccuracy, validationLoss } = variant;
    const spoken = validationLoss.mean === null ? 'no finished seed' : formatLoss(validationLoss.mean);
    return html`<div class="fr ${recommended ? 'rec' : ''}" role="row" data-variant=${variant.id}>
      <span class="nm" role="rowheader">${marker(this.#look(variant))}<span class="ellipsis" title=${variant.name}>${variant.name}</span></span>
      <span class="plot" role="cell">
        ${
          isMeasured(variant)
            ? html`<span class="vh">${spoken}</span>`
            : html`<span class="dim">${unmeasured(variant)}</span>`
        }
      </span>
      <span class="num" role="cell">
        ${testLoss.mean === null ? html`<span class="dim">–</span>` : formatLoss(testLoss.mean)}${this.#error(variant)}
      </span>
      <span class="num" role="cell">${this.#difference(variant)}</span>
      ${
        accuracy
          ? html`<span class="num" role="cell">
            ${testAccuracy?.mean == null ? html`<span class="dim">–</span>` : formatPercent(testAccuracy.mean, 1)}
          </span>`
          : nothing
      }
    </div>`;
  }

  #error({ testLoss }: VariantReport) {
    if (testLoss.standardError === null) return nothing;
    return html`<span class="se dim"> ± ${formatLoss(testLoss.standardError)}</span>`;
  }

  #difference(variant: VariantReport) {
    if (variant === baselineOf(this.report)) return html`<span class="dim">baseline</span>`;
    const difference = variant.difference?.testLoss;
    if (!difference) return html`<span class="dim">–</span>`;
    return includesZero(difference)
      ? html`<span class="dim">(${interval(difference)})</span>`
      : html`${formatSigned(difference.mean)} <span class="dim">± ${halfWidth(difference).toFixed(3)}</span
          ><span class="gh" aria-hidden="true">)</span>`;
  }

  #look(variant: VariantReport): Look {
    return lookOf(variant, this.report.variants);
  }

  #plot(rows: readonly VariantReport[], { left, top, width }: Place) {
    const layout = forestLayout(forestRows(rows), {
      width,
      baseline: baselineOf(this.report)?.validationLoss.mean ?? null,
      measure: theme.value?.measure ?? ((text) => text.length * 6),
    });
    const { height, band, baseline, ticks, labels, marks } = layout;
    const best = rows[0];
    const summary = `Validation loss of ${rows.length} variants; lowest: ${best?.name} ${formatLoss(best?.validationLoss.mean ?? 0)}`;
    return html`<svg
      role="img"
      aria-label=${summary}
      width=${width}
      height=${height + 34}
      ${styled({ left: `${left}px`, top: `${top}px` })}
    >
      ${
        band
          ? svg`<rect class="band" x=${band.x} y="0" width=${Math.max(2, band.width)} height=${height} />`
          : nothing
      }
      ${ticks.map(
        ({ x, label }) => svg`<line class="grid" x1=${x} x2=${x} y1="0" y2=${height} />
          <text class="t" x=${x} y=${height + 14} text-anchor="middle">${label}</text>`,
      )}
      ${
        baseline === undefined
          ? nothing
          : svg`<line class="base" x1=${baseline} x2=${baseline} y1="0" y2=${height} />`
      }
      ${labels.map(({ text, x, line }) => svg`<text x=${x} y=${-6 - 14 * line}>${text}</text>`)}
      ${rows.map((variant, index) => markTemplate(marks[index] as ForestMark, this.#look(variant), width))}
      ${
        ticks.length === 0
          ? nothing
          : svg`<text x=${width / 2} y=${height + 30} text-anchor="middle">${lossName(this.report)}</text>`
      }
    </svg>`;
  }
}

function markTemplate(
  { id, y, x, whisker, test, testBeyond, offScale }: ForestMark,
  look: Look,
  width: number,
) {
  const colour = `var(${look.tone})`;
  if (offScale !== undefined) {
    return svg`<g data-mark=${id}>
      <path d="M${width - 34} ${y}H${width - 14}m-5 -4l5 4l-5 4" stroke=${colour} fill="none" stroke-width="1.5" />
      <text class="t" x=${width - 40} y=${y + 4} text-anchor="end">${offScale.toFixed(2)}</text>
    </g>`;
  }
  if (x === undefined) return nothing;
  const half = ROW / 4 + 0.5;
  return svg`<g data-mark=${id}>
    ${whisker ? svg`<line x1=${whisker[0]} x2=${whisker[1]} y1=${y} y2=${y} stroke=${colour} stroke-width="2" />` : nothing}
    ${test === undefined ? nothing : svg`<line class="test" x1=${test} x2=${test} y1=${y - half} y2=${y + half} />`}
    ${testBeyond ? svg`<path class="test" d="M${width - 10} ${y - 4}l5 4l-5 4" />` : nothing}
    ${markerAt(look, x, y)}
  </g>`;
}
