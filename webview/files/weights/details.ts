/** The chosen tensor: sizes of its weights, dead units and inputs, singular values, all numbers. */
import { html, nothing } from 'lit';
import type { Spectrum, Structure, TensorReport } from '../../../src/report/weightFiles/weightsReport.ts';
import { button } from '../../elements/button.ts';
import { figure } from '../../elements/figure.ts';
import { problemNote } from '../../elements/problemNote.ts';
import { unbroken } from '../../words/numbers.ts';
import { breakable } from '../breakable.ts';
import { factsTable } from '../table/facts.ts';
import type { Asked, FilesView } from '../view.ts';
import { maximaChart, sizesChart, spectrumChart } from './charts.ts';
import { spectrumFacts, spectrumTitle, structureFacts, structureTitle, tensorFacts } from './facts.ts';
import { distributionSentence } from './words.ts';

export function tensorDetails(tensor: TensorReport, view: FilesView) {
  return html`<section class="block details" aria-label="Details of ${tensor.name}">
    <h2 class="tensor-name">${breakable(tensor.name)}</h2>
    <div class="row">
      <div class="s7">${sizes(tensor)} ${spectrum(tensor, view)}</div>
      <div class="s5">
        <h2>All numbers</h2>
        ${factsTable(`Numbers of ${tensor.name}`, tensorFacts(tensor))}
      </div>
    </div>
    ${tensor.structure ? structure(tensor.structure, tensor.name) : nothing}
  </section>`;
}

function sizes(tensor: TensorReport) {
  const title = 'Sizes of its weights';
  const chart = sizesChart(tensor, `${title}: ${tensor.name}`);
  if (!chart) return html`<h2>${title}</h2><p class="sub">No weight differs from 0.</p>`;
  const fits = tensor.distribution ? '. Dotted: fitted Laplace, dash-dotted: fitted Gauss' : '';
  return html`${figure(chart, 'h288', title, `Share per 0.1 decade of |w|; τ: 1e-3${fits}`)}
    <p class="note">${unbroken(distributionSentence(tensor))}</p>`;
}

function structure(found: Structure, name: string) {
  const { outputs, inputs, outputMaxima, inputMaxima } = found;
  const strip = (id: string, what: string, of: number, maxima: readonly number[], sub: string) =>
    maxima.length === 0
      ? nothing
      : figure(maximaChart({ id, what, of, maxima }, `${sub} of ${name}`), 'h144', undefined, sub);
  return html`<h2>${structureTitle(found)}</h2>
    <p class="sub">A cross marks where every weight is at most 1e-3 and 1 % of the largest</p>
    <div class="row maxima">
      <div class="s6">
        ${strip('tensor-outputs', 'Output', outputs, outputMaxima, 'Largest incoming |w| of each output')}
      </div>
      <div class="s6">
        ${strip('tensor-inputs', 'Input', inputs, inputMaxima, 'Largest outgoing |w| of each input')}
      </div>
    </div>
    ${factsTable(`Structure of ${name}`, structureFacts(found))}`;
}

/** Made on request; null for what is no matrix. */
function spectrum(tensor: TensorReport, { answers, actions }: FilesView) {
  if (tensor.spectrum === null) return nothing;
  const asked: Asked<Spectrum> | undefined = tensor.spectrum
    ? { state: 'there', value: tensor.spectrum }
    : answers.spectra.get(tensor.name);
  const ask = button({
    action: 'spectrum',
    label: 'Singular values',
    secondary: true,
    run: () => actions.askSpectrum(tensor.name),
  });
  switch (asked?.state) {
    case 'there':
      return spectrumFigure(asked.value, tensor.name);
    case 'waiting':
      return html`<p class="sub later" role="status">Computing the singular values …</p>`;
    case 'refused':
      return html`<div class="later">${problemNote(asked.problem)} ${ask}</div>`;
    case undefined:
      return html`<div class="later">${ask}</div>`;
    default:
      return asked satisfies never;
  }
}

function spectrumFigure(found: Spectrum, name: string) {
  const title = spectrumTitle(found);
  const chart = spectrumChart(found, `${title}: ${name}`);
  return html`<div class="later">
    ${chart ? figure(chart, 'h216', title, found.note) : html`<h2>${title}</h2><p class="sub">All are 0.</p>`}
    ${factsTable(`Spectrum of ${name}`, spectrumFacts(found))}
  </div>`;
}
