/** Charts of further measurements: more data, stronger penalties, calibrated probabilities. */
import { html, nothing } from 'lit';
import type { Report, VariantReport } from '../../../src/report/report.ts';
import { learningCurveChart } from '../../charts/learningCurve.ts';
import { reliabilityChart } from '../../charts/reliability.ts';
import { validationCurveChart } from '../../charts/validationCurve.ts';
import { figure } from '../../elements/figure.ts';
import { sentence } from '../../elements/inline.ts';
import { baselineOf, mostSeeds } from '../../measures/ranking.ts';
import { strengthSweeps } from '../../measures/strengths.ts';
import { calibrationLegend, calibrationTitle, isCalibrated } from '../../words/calibration.ts';
import { strengthsLegend, strengthsTitle } from '../../words/strengths.ts';
import { splitFinding } from '../../words/studies.ts';

/** Loss over the number of training rows. */
export function learningCurve(report: Report) {
  const found = report.studies.learningCurve;
  if (!found) return nothing;
  const { heading, rest } = splitFinding(found.finding.text);
  const law = found.curves.some(({ powerLaw }) => powerLaw) ? '; dotted: power law through all sizes' : '';
  const sub = `Solid: validation, dashed: training loss, ± 1 s.e.${law}`;
  return html`${figure(learningCurveChart(found, report.variants, found.finding.text), 'h240', heading, sub)}
    ${rest ? html`<p class="note">${sentence(rest)}</p>` : nothing}`;
}

/** Loss over λ. */
export function validationCurve(report: Report) {
  const sweeps = strengthSweeps(report);
  if (sweeps.length === 0) return nothing;
  const title = strengthsTitle(report, sweeps);
  const none = baselineOf(report)?.validationLoss.mean ?? undefined;
  const legend = strengthsLegend(sweeps, mostSeeds(report));
  return figure(validationCurveChart(sweeps, none, title), 'h240', title, legend);
}

/** Accuracy against confidence, of the variants that are shown. */
export function calibration(report: Report, shown: readonly VariantReport[]) {
  const variants = shown.filter(isCalibrated);
  if (variants.length === 0) return nothing;
  const title = calibrationTitle(variants, report.data.rows.test);
  return figure(
    reliabilityChart(variants, report.variants, title),
    'h240',
    title,
    calibrationLegend(variants),
  );
}
