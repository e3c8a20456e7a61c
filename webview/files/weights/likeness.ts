/** Which regularization the kernels look like: one mark a kernel, above 0 as after L1, below as after L2 or none. */
import { html } from 'lit';
import type { WeightsReport } from '../../../src/report/weightFiles/weightsReport.ts';
import { figure } from '../../elements/figure.ts';
import { unbroken } from '../../words/numbers.ts';
import { likenessChart, likenessTitle } from './likenessChart.ts';

export function likenessSection({ likeness, tensors }: WeightsReport) {
  if (!likeness) return undefined;
  const fitted = tensors.filter(
    ({ kind, distribution, sharedWith }) => kind === 'kernel' && distribution && sharedWith === undefined,
  );
  const title = likenessTitle(likeness);
  const sub =
    'Log-likelihood a weight under the fitted Laplace minus under the fitted Gauss distribution, in nats, by kernel in the order of the file. Triangle: like Laplace; square: like Gauss; ring: neither';
  return html`<section class="block likeness">
    ${fitted.length > 0 ? figure(likenessChart(fitted, likeness.kernelsLikeLaplace, title), 'h216', title, sub) : html`<h2>${title}</h2>`}
    <p class="note">${unbroken(likeness.text)}</p>
    <p class="note">${unbroken(likeness.caveat)}</p>
  </section>`;
}
