/** The network over λ: zeros, norms, validation loss, and what each penalty's curve would choose. */
import { html, nothing } from 'lit';
import { SWEEP_NAMES, sweepLossChart, sweepNormChart, sweepZerosChart } from '../../charts/sweep.ts';
import { segments } from '../../elements/controls.ts';
import { figure } from '../../elements/figure.ts';
import { marker } from '../../elements/marker.ts';
import { type PathFamily, type Sweep, sweepChoice, sweepsOf } from '../../measures/path.ts';
import { baselineOf } from '../../measures/ranking.ts';
import { lookOf } from '../../theme/identity.ts';
import { unbroken } from '../../words/numbers.ts';
import { choiceCells, lossLegend, sweepLegend, zerosTitle } from '../../words/path.ts';
import { studyOffer } from '../studyOffer.ts';
import type { ResultView } from '../view.ts';
import { PATH_VIEW, pathOptions } from './options.ts';

export function lambdaSweeps(view: ResultView) {
  const { report } = view.state;
  const sweeps = sweepsOf(report);
  if (sweeps.length === 0) return html`<section class="block">${studyOffer(view, 'path')}</section>`;
  const { zeros, norm } = pathOptions(view);
  const kind = zeros === 'near' ? 'near' : 'exact';
  const which = norm === 'l2Norm' ? 'l2Norm' : 'l1Norm';
  const choices = sweeps.map((sweep) => sweepChoice(sweep, report.studies.path?.best));
  const reference = baselineOf(report)?.validationLoss.mean ?? undefined;
  const title = zerosTitle(sweeps, kind);
  const legend = lossLegend(report, sweeps);
  return html`
    ${controls(view, kind, which)}
    <div class="row">
      <div class="s6">
        ${figure(sweepZerosChart(sweeps, kind, title), 'h216', title, sweepLegend(report))}
        ${figure(
          sweepNormChart(sweeps, which, NORMS[which]),
          'h176',
          undefined,
          `${NORMS[which]} over all weights, logarithmic`,
        )}
      </div>
      <div class="s6 loose">
        ${figure(sweepLossChart(sweeps, choices, reference, legend), 'h288', 'Validation loss over λ', legend)}
        ${choiceTable(view, sweeps)}
      </div>
    </div>
    <div class="block">${studyOffer(view, 'path')}</div>
  `;
}

const NORMS = { l1Norm: '‖w‖₁', l2Norm: '‖w‖₂' } as const;

function controls({ actions }: ResultView, kind: 'exact' | 'near', norm: 'l1Norm' | 'l2Norm') {
  const set = (change: Record<string, string>) => actions.setOptions(PATH_VIEW, change);
  return html`<div class="controls">
    ${segments(
      'Zeros',
      [
        { value: 'exact' as const, label: 'exactly 0' },
        { value: 'near' as const, label: '|w| ≤ 1e-3' },
      ],
      kind,
      (zeros) => set({ zeros }),
    )}
    ${segments(
      'Norm',
      [
        { value: 'l1Norm' as const, label: NORMS.l1Norm },
        { value: 'l2Norm' as const, label: NORMS.l2Norm },
      ],
      norm,
      (chosen) => set({ norm: chosen }),
    )}
  </div>`;
}

function choiceTable({ state: { report } }: ResultView, sweeps: readonly Sweep[]) {
  const heads = [
    'λ of the lowest loss',
    'Loss there',
    'Largest λ within 1 s.e.',
    'Exact 0 there',
    '|w| ≤ 1e-3 there',
  ];
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Penalty</th>
          ${heads.map((head) => html`<th scope="col" class="n wrap">${unbroken(head)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${sweeps.map((sweep) => {
          const choice = sweepChoice(sweep, report.studies.path?.best);
          if (!choice) return nothing;
          return html`<tr>
            <th scope="row"><span class="vn">${marker(sweepMarker(sweep.family))}${SWEEP_NAMES[sweep.family]}</span></th>
            ${choiceCells(choice).map((cell) => html`<td class="n">${unbroken(cell)}</td>`)}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

/** The middle tone of the penalty, as its line has. */
function sweepMarker(family: PathFamily) {
  const l1Mode = family === 'l1Proximal' ? { l1Mode: 'proximal' as const } : {};
  const settings = { l1: 0, l2: 0, dropout: 0, ...l1Mode };
  return lookOf({ family: family === 'l2' ? 'l2' : 'l1', settings }, []);
}
