/** The layers of the Sparsity view: how small the weights of each variant are. */
import { html } from 'lit';
import type { Report } from '../../src/report/report.ts';
import { pairVariants } from '../measures/sparsity.ts';
import { unbroken } from '../words/numbers.ts';
import { layerLegend, layerTitle, type SparsityChoice } from '../words/sparsity.ts';
import { type ColumnName, layerTable } from './layerTable.ts';

const COLUMNS: ColumnName[] = ['small', 'zeros', 'relative', 'hoyer', 'gini', 'pattern', 'l1', 'l2', 'dead'];

export function layers(report: Report, choice: SparsityChoice) {
  return html`<section>
    <h2>${unbroken(layerTitle(report, choice))}</h2>
    <p class="sub">${unbroken(layerLegend(report, choice))}</p>
    ${layerTable(report, pairVariants(report, choice.pair), choice.exponent, COLUMNS)}
  </section>`;
}
