/** `<reglens-try>`: one run with the settings of the sliders, trained at once. */
import { html, LitElement, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { Settings } from '../../src/experiment/experiment.ts';
import type { TriedRun } from '../../src/protocol/lab.ts';
import type { Ask } from '../../src/protocol/panel.ts';
import type { Report } from '../../src/report/report.ts';
import { formatShare } from '../../src/words.ts';
import { type ReferenceCurves, tryHistogram, tryLossChart } from '../charts/try.ts';
import { baselineOf } from '../measures/ranking.ts';
import { shownLayer } from '../measures/sparsity.ts';
import {
  epochChoices,
  familyOf,
  LAMBDAS,
  lambdaStep,
  settingsOf,
  triedShare,
  UNREGULARIZED,
} from '../measures/try.ts';
import { Question } from '../question.ts';
import { lookOf } from '../theme/identity.ts';
import type { Tone } from '../theme/palette.ts';
import { PATH_VIEW, type PathOptions, pathOptions } from '../views/path/options.ts';
import type { ResultView } from '../views/view.ts';
import { unbroken } from '../words/numbers.ts';
import {
  lambdaText,
  rateText,
  TRY_INVITATION,
  triedName,
  triedTime,
  trySentence,
  zerosSentence,
} from '../words/try.ts';
import { bar } from './bar.ts';
import { chartControls } from './chartControls.ts';
import { segments } from './controls.ts';
import { figure } from './figure.ts';
import { marker } from './marker.ts';
import { problemNote } from './problemNote.ts';
import { slider } from './slider.ts';

type LabQuestion = Extract<Ask, { kind: 'lab' }>;

/** Milliseconds without another move of a slider before it trains. */
const PAUSE = 80;

export class TryElement extends LitElement {
  static override properties = { view: { attribute: false } };
  declare view: ResultView;
  readonly #reference = new Question<LabQuestion>(this);
  readonly #tried = new Question<LabQuestion>(this, PAUSE);

  protected override createRenderRoot() {
    return this;
  }

  override render() {
    const { state, actions } = this.view;
    const options = pathOptions(this.view);
    const settings = settingsOf(options);
    const seed = seedOf(state.report, options);
    const epochs = epochsOf(state.report, options);
    const of = (tried: Settings): LabQuestion | undefined =>
      options.tried ? { kind: 'lab', ask: { kind: 'try', settings: tried, seed, epochs } } : undefined;
    this.#reference.put(of(UNREGULARIZED), actions.ask);
    this.#tried.put(of(settings), actions.ask);
    return html`${this.#controls(options, seed, epochs)} ${this.#result(settings, epochs)}`;
  }

  #set(change: Partial<PathOptions>) {
    this.view.actions.setOptions(PATH_VIEW, { ...change, tried: true });
  }

  #controls(options: PathOptions, seed: number, epochs: number) {
    const { report } = this.view.state;
    const strength = (key: 'l1' | 'l2') =>
      slider({
        id: `try-${key}`,
        label: `${key.toUpperCase()} λ`,
        min: 0,
        max: LAMBDAS.length - 1,
        step: 1,
        value: lambdaStep(options[key]),
        text: lambdaText(options[key]),
        set: (step) => this.#set({ [key]: LAMBDAS[step] ?? 0 }),
      });
    const choices = (values: readonly number[]) => values.map((value) => ({ value, label: String(value) }));
    const modes = [
      { value: false, label: 'sub-gradient' },
      { value: true, label: 'proximal' },
    ];
    const several = epochChoices(report).length > 1;
    return html`<div class="controls try">
      ${strength('l1')} ${strength('l2')}
      ${slider({
        id: 'try-dropout',
        label: 'Dropout rate',
        min: 0,
        max: 0.9,
        step: 0.05,
        value: options.dropout,
        text: rateText(options.dropout),
        set: (dropout) => this.#set({ dropout }),
      })}
      ${segments('L1 by', modes, options.proximal, (proximal) => this.#set({ proximal }))}
      ${segments('Seed', choices(report.training.seeds.slice(0, 8)), seed, (one) => this.#set({ seed: one }))}
      ${several ? segments('Epochs', choices(epochChoices(report)), epochs, (all) => this.#set({ epochs: all })) : nothing}
      ${chartControls(this.view, ['smooth', 'logY'])}
    </div>`;
  }

  #result(settings: Settings, epochs: number) {
    const { report } = this.view.state;
    const run = runOf(this.#tried);
    const reference = runOf(this.#reference);
    // The last answer may be to an earlier question: it keeps its own name until the new one is there.
    const shown = this.#shownSettings(settings);
    const { problem } = this.#tried;
    const sentence = run
      ? unbroken(trySentence(report, shown, run, reference))
      : this.#tried.waiting
        ? 'Training …'
        : TRY_INVITATION;
    const look = lookOf({ family: familyOf(shown), settings: shown }, report.variants);
    return html`
      <p class="try-says" role="status">
        ${run ? html`${marker(look)} ` : nothing}${sentence}
        ${run ? html`<span class="muted">${unbroken(zerosSentence(run, reference))} ${triedTime(run)}.</span>` : nothing}
      </p>
      ${problem ? problemNote(problem) : nothing}
      <div class="row ${this.#tried.waiting && run ? 'pending' : ''}" aria-busy=${this.#tried.waiting}>
        ${guard([report, run, reference, epochs], () => [
          this.#losses(run, reference, { epochs, tone: look.tone, summary: sentence }),
          run && !run.diverged ? this.#weights(run, reference, shown) : nothing,
        ])}
      </div>
    `;
  }

  #losses(
    run: TriedRun | undefined,
    reference: TriedRun | undefined,
    frame: { epochs: number; tone: Tone; summary: string },
  ) {
    const curves = referenceCurves(this.view.state.report, reference);
    const sub = 'Validation loss solid, training loss dashed; evaluation mode, without penalty';
    return html`<div class="s6 loose">
      ${figure(tryLossChart(run, curves, frame), 'h288', undefined, sub)}
    </div>`;
  }

  #weights(run: TriedRun, reference: TriedRun | undefined, settings: Settings) {
    const { report } = this.view.state;
    const variant = baselineOf(report) ?? report.variants[0];
    const layer = (variant && shownLayer(variant)?.layer) ?? run.layers[0]?.layer ?? '';
    const { tone } = lookOf({ family: familyOf(settings), settings }, report.variants);
    const sides = [
      { name: triedName(settings), tone, run },
      { name: 'No regularization', tone: '--none' as const, run: reference },
    ];
    const title = `Sizes of the weights of ${layer}`;
    return html`<div class="s6 loose">
      ${figure(tryHistogram(report.histogramStart, layer, sides, title), 'h240', undefined, `${title}, share per 0.1 decade of |w|`)}
      ${shareTable(report, run, reference, tone)}
    </div>`;
  }

  #shownSettings(settings: Settings): Settings {
    const { answered } = this.#tried;
    return answered?.ask.kind === 'try' ? answered.ask.settings : settings;
  }
}

const runOf = ({ answer }: Question<LabQuestion>): TriedRun | undefined =>
  answer?.answer.kind === 'try' ? answer.answer.run : undefined;

const seedOf = ({ training }: Report, { seed }: PathOptions): number =>
  training.seeds.includes(seed) ? seed : (training.seeds[0] ?? 1);

const epochsOf = (report: Report, { epochs }: PathOptions): number =>
  epochChoices(report).includes(epochs) ? epochs : report.training.epochs;

/** Until the unregularized run of this seed is there, the means that the report has. */
function referenceCurves(report: Report, reference: TriedRun | undefined): ReferenceCurves | undefined {
  if (reference && !reference.diverged) return { label: 'none', ...reference };
  const curves = baselineOf(report)?.curves;
  if (!curves) return undefined;
  return {
    label: 'none',
    trainLoss: curves.trainLoss.mean,
    validationLoss: curves.validationLoss.mean,
  };
}

function shareTable(report: Report, run: TriedRun, reference: TriedRun | undefined, tone: Tone) {
  const small = (layer: TriedRun['layers'][number]) => triedShare(layer, report.histogramStart, -3);
  const other = (name: string) => reference?.layers.find(({ layer }) => layer === name);
  return html`<div class="scroll"><table>
    <thead>
      <tr>
        <th scope="col">Layer</th>
        <th scope="col" class="n">|w| ≤ 1e‑3</th>
        <th scope="col" class="n">Exact 0</th>
        <th scope="col" class="n wrap">|w| ≤ 1e‑3 without</th>
      </tr>
    </thead>
    <tbody>
      ${run.layers.map((layer) => {
        const none = other(layer.layer);
        return html`<tr>
          <th scope="row">${layer.layer}</th>
          <td>${bar(small(layer), tone)}</td>
          <td class="n">${formatShare(layer.exactZeros / layer.count)}</td>
          <td class="n">${none ? formatShare(small(none)) : '–'}</td>
        </tr>`;
      })}
    </tbody>
  </table></div>`;
}
