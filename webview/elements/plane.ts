/** `<reglens-plane>`: the loss on a plane through two weights of a trained run, and what penalties make of it. */
import { html, LitElement, nothing } from 'lit';
import { guard } from 'lit/directives/guard.js';
import type { LossPlane } from '../../src/protocol/lab.ts';
import type { Ask } from '../../src/protocol/panel.ts';
import type { LayerReport, VariantReport } from '../../src/report/report.ts';
import { formatStrength } from '../../src/words.ts';
import { planeChart } from '../charts/plane.ts';
import {
  inputsBySize,
  largestOf,
  openingStep,
  type PlaneSolution,
  pickInputs,
  pickUnit,
  STRENGTH_STEPS,
  solutionAt,
  strengthAt,
  type Tensor,
  weightAt,
} from '../measures/plane.ts';
import { baselineOf, isMeasured } from '../measures/ranking.ts';
import { inputName, runId } from '../measures/weights.ts';
import { Question } from '../question.ts';
import { SPARSITY_VIEW, type SparsityOptions, sparsityOptions } from '../views/sparsity/options.ts';
import type { ResultView } from '../views/view.ts';
import { unbroken } from '../words/numbers.ts';
import { edgeNote, PLANE_TITLE, planeLegend, planeSentence } from '../words/plane.ts';
import { planeLossText, weightText } from '../words/weightNumbers.ts';
import { select } from './controls.ts';
import { figure } from './figure.ts';
import { problemNote } from './problemNote.ts';
import { slider } from './slider.ts';

/** The weights that are looked at. */
interface Picked {
  layer: LayerReport;
  unit: number;
  first: number;
  second: number;
}

/** The picture is asked for before it comes into sight, so that it is there then. */
const AHEAD = '2000px';

/** A list that is longer is of no use: the largest weights are the first. */
const MOST_CHOICES = 400;

export class PlaneElement extends LitElement {
  static override properties = { view: { attribute: false }, seen: { state: true } };
  declare view: ResultView;
  /** Was nearly in sight: only then it is worth the computing. */
  declare seen: boolean;
  readonly #tensor = new Question<Extract<Ask, { kind: 'tensor' }>>(this);
  readonly #plane = new Question<Extract<Ask, { kind: 'lab' }>>(this);
  readonly #observer = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) this.seen = true;
    },
    { rootMargin: AHEAD },
  );

  constructor() {
    super();
    this.seen = false;
  }

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#observer.observe(this);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  override render() {
    const { state, actions } = this.view;
    const variant = baselineOf(state.report) ?? state.report.variants.find(isMeasured);
    const options = sparsityOptions(this.view);
    const layer = variant?.layers.find((one) => one.layer === options.layer) ?? variant?.layers[0];
    const seed = variant?.seeds[0];
    if (!variant || !layer || seed === undefined) return nothing;
    const run = runId(variant, seed);
    const ask = this.seen ? actions.ask : undefined;
    this.#tensor.put({ kind: 'tensor', run, layer: layer.layer }, ask);
    const tensor = this.#tensorOf(layer);
    const picked = tensor && pick(tensor, layer, options);
    this.#plane.put(picked && { kind: 'lab', ask: { kind: 'plane', run, ...placesOf(picked) } }, ask);
    const problem = this.#tensor.problem ?? this.#plane.problem;
    return html`<section class="block">
      <h2>${PLANE_TITLE}</h2>
      ${problem ? problemNote(problem) : nothing}
      ${picked ? this.#picture(tensor, picked, variant, seed) : this.#wait(problem !== undefined)}
    </section>`;
  }

  #tensorOf({ layer }: LayerReport): Tensor | undefined {
    const { answer } = this.#tensor;
    return answer?.layer === layer ? answer : undefined;
  }

  #wait(failed: boolean) {
    return failed ? nothing : html`<p class="sub plane-wait">Reading the weights …</p>`;
  }

  #picture(tensor: Tensor, picked: Picked, variant: VariantReport, seed: number) {
    const answer = this.#plane.answer?.answer;
    const plane = answer?.kind === 'plane' ? answer.plane : undefined;
    const options = sparsityOptions(this.view);
    const { layer, unit, first, second } = picked;
    const largest = plane ? largestOf(plane) : 0;
    const step = options.strength >= 0 || !plane ? options.strength : openingStep(plane);
    const lambda = strengthAt(step, largest);
    const solution = plane && solutionAt(plane, lambda);
    return html`
      <p class="sub">
        ${plane ? unbroken(planeLegend(plane, variant, seed)) : 'Evaluating the loss on the plane …'}
      </p>
      <div class="row plane ${this.#plane.waiting && plane ? 'pending' : ''}" aria-busy=${this.#plane.waiting}>
        <div class="s6 loose">${plane && solution ? this.#chart(plane, solution) : html`<div class="h320"></div>`}</div>
        <div class="s6">
          ${guard([tensor, layer, unit, first, second], () => this.#pickers(tensor, picked, variant))}
          ${slider({
            id: 'plane-strength',
            label: 'λ',
            min: 0,
            max: STRENGTH_STEPS,
            step: 1,
            value: Math.max(0, step),
            text: lambda === 0 ? 'off' : formatStrength(lambda),
            set: (strength) => this.#set({ strength }),
          })}
          ${plane && solution ? this.#numbers(plane, solution) : nothing}
        </div>
      </div>
    `;
  }

  #chart(plane: LossPlane, solution: PlaneSolution) {
    const names = { x: `w₁: ${this.#name(plane.x)}`, y: `w₂: ${this.#name(plane.y)}` };
    return guard([plane, solution.lambda], () =>
      figure(planeChart(plane, solution, names, planeSentence(solution)), 'hsquare', undefined, ''),
    );
  }

  #numbers(plane: LossPlane, solution: PlaneSolution) {
    const rows = [
      { name: 'As trained', x: plane.trained.x, y: plane.trained.y, loss: undefined, size: undefined },
      { name: 'L1, |w₁| + |w₂| ≤ t', ...solution.l1 },
      { name: 'L2, √(w₁² + w₂²) ≤ t', ...solution.l2 },
    ];
    const edge = edgeNote(solution);
    return html`<p class="says" role="status">${unbroken(planeSentence(solution))}</p>
      <div class="scroll"><table>
        <thead>
          <tr>
            <th scope="col">Lowest loss plus penalty</th>
            ${['w₁', 'w₂', 'Loss', 't'].map((head) => html`<th scope="col" class="n">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ name, x, y, loss, size }) => html`<tr>
              <th scope="row">${name}</th>
              <td class="n">${weightText(x)}</td>
              <td class="n">${weightText(y)}</td>
              <td class="n">${loss === undefined ? '' : planeLossText(loss)}</td>
              <td class="n">${size === undefined ? '' : weightText(size)}</td>
            </tr>`,
          )}
        </tbody>
      </table></div>
      ${edge ? html`<p class="note">${edge}</p>` : nothing}`;
  }

  #pickers(tensor: Tensor, picked: Picked, variant: VariantReport) {
    const { layer, unit, first, second } = picked;
    const bySize = inputsBySize(tensor, unit).slice(0, MOST_CHOICES);
    const inputs = bySize.map((input) => ({
      value: String(input),
      label: `${this.#name({ layer: layer.layer, input, unit })} (${weightText(weightAt(tensor, input, unit))})`,
    }));
    const units = Array.from({ length: Math.min(layer.units, MOST_CHOICES) }, (_, index) => index);
    const known = units.includes(unit) ? units : [...units, unit];
    const layers = variant.layers.map((one) => ({ value: one.layer, label: one.layer }));
    return html`<div class="pickers">
      ${select('plane-layer', 'Layer', layers, layer.layer, (name) => this.#set({ layer: name, unit: -1, first: -1, second: -1 }))}
      ${select(
        'plane-unit',
        'Unit',
        known.map((index) => ({ value: String(index), label: `unit ${index}` })),
        String(unit),
        (chosen) => this.#set({ unit: Number(chosen), first: -1, second: -1 }),
      )}
      ${select(
        'plane-first',
        'w₁',
        inputs.filter(({ value }) => value !== String(second)),
        String(first),
        (input) => this.#set({ unit, first: Number(input), second }),
      )}
      ${select(
        'plane-second',
        'w₂',
        inputs.filter(({ value }) => value !== String(first)),
        String(second),
        (input) => this.#set({ unit, first, second: Number(input) }),
      )}
    </div>`;
  }

  #name({ layer, input }: { layer: string; input: number; unit: number }): string {
    return inputName(this.view.state.report, layer, input);
  }

  #set(change: Partial<SparsityOptions>) {
    this.view.actions.setOptions(SPARSITY_VIEW, change);
  }
}

/** The options as far as the layer has them; otherwise the largest weights. */
function pick(tensor: Tensor, layer: LayerReport, options: SparsityOptions): Picked | undefined {
  if (tensor.inputs < 2) return undefined;
  const unit = options.unit >= 0 && options.unit < tensor.units ? options.unit : pickUnit(tensor);
  const [large, smaller] = pickInputs(tensor, unit);
  const valid = (input: number) => input >= 0 && input < tensor.inputs;
  const first = valid(options.first) ? options.first : large;
  const wanted = valid(options.second) ? options.second : smaller;
  const second = wanted === first ? (first === smaller ? large : smaller) : wanted;
  return { layer, unit, first, second };
}

function placesOf({ layer: { layer }, unit, first, second }: Picked) {
  return { x: { layer, input: first, unit }, y: { layer, input: second, unit } };
}
