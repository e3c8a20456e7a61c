/** Bias and variance over bootstrap replicas: a table with stacked bars. */
import { html, nothing } from 'lit';
import type { Report } from '../../../src/report/report.ts';
import type { ReplicasReport } from '../../../src/report/studies.ts';
import { formatCount, formatLoss, formatPercent } from '../../../src/words.ts';
import { sentence, styled } from '../../elements/inline.ts';
import { marker } from '../../elements/marker.ts';
import { lookOf } from '../../theme/identity.ts';
import { unbroken } from '../../words/numbers.ts';
import { splitFinding } from '../../words/studies.ts';

type Row = ReplicasReport['variants'][number];

export function replicas(report: Report) {
  const found = report.studies.replicas;
  if (!found) return nothing;
  const { heading, rest } = splitFinding(found.finding.text);
  const hasZeroOne = found.variants.some(({ zeroOne }) => zeroOne);
  const largest = Math.max(...found.variants.map(({ squared }) => squared.error));
  return html`
    <h2>${unbroken(heading)}</h2>
    <p class="sub">${unbroken(legend(report, found))}</p>
    <div class="scroll">
      <table class="replicas">
        <thead>
          <tr>
            <th scope="col">Variant</th>
            <th scope="col" class="stack-head">
              <span class="key full"></span>bias² <span class="key"></span>variance
            </th>
            <th scope="col" class="n">Error</th>
            <th scope="col" class="n">Bias²</th>
            <th scope="col" class="n">Variance</th>
            ${hasZeroOne ? html`<th scope="col" class="n hide-s wrap">0/1 error</th>` : nothing}
            ${hasZeroOne ? html`<th scope="col" class="n hide-s wrap">of it bias</th>` : nothing}
          </tr>
        </thead>
        <tbody>
          ${found.variants.map((row) => replicaRow(report, row, largest, hasZeroOne))}
        </tbody>
      </table>
    </div>
    ${rest ? html`<p class="note">${sentence(rest)}</p>` : nothing}
  `;
}

function legend({ data }: Report, { replicas: times }: ReplicasReport): string {
  const loss = data.task === 'classification' ? 'Brier score of the probabilities' : 'Squared loss';
  return `${loss} on the test rows = bias² (with noise) + variance over ${formatCount(times, 'bootstrap replica')}`;
}

function replicaRow(
  report: Report,
  { variant: id, name, squared, zeroOne }: Row,
  largest: number,
  wide: boolean,
) {
  const variant = report.variants.find((one) => one.id === id);
  const look = variant && lookOf(variant, report.variants);
  const width = (part: number) => `${(100 * part) / (largest || 1)}%`;
  const colour = `var(${look?.tone ?? '--source'})`;
  return html`<tr class="g" data-variant=${id}>
    <th scope="row" class="wrap">
      <span class="vn">${look ? marker(look) : nothing}${unbroken(name)}</span>
    </th>
    <td>
      <span class="stack" aria-hidden="true">
        <i ${styled({ width: width(squared.bias), background: colour })}></i
        ><i class="part" ${styled({ width: width(squared.variance), background: colour })}></i>
      </span>
    </td>
    <td class="n">${formatLoss(squared.error)}</td>
    <td class="n">${formatLoss(squared.bias)}</td>
    <td class="n">${formatLoss(squared.variance)}</td>
    ${wide ? html`<td class="n hide-s">${zeroOne ? formatPercent(zeroOne.error, 1) : ''}</td>` : nothing}
    ${wide ? html`<td class="n hide-s">${zeroOne ? formatPercent(zeroOne.bias, 1) : ''}</td>` : nothing}
  </tr>`;
}
