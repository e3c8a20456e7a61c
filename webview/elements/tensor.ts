/** `<reglens-tensor>`: a layer's weights of one run, or of two beside each other: heat maps, strips over units and inputs. */
import { html, LitElement, nothing } from 'lit';
import type { Answer, Ask } from '../../src/protocol/panel.ts';
import type { LayerReport, VariantReport } from '../../src/report/report.ts';
import { reachOfStrips, stripChart, tensorHeat } from '../charts/tensor.ts';
import { factsOf, runId, stripOf } from '../measures/weights.ts';
import { Question } from '../question.ts';
import { lookOf } from '../theme/identity.ts';
import type { ResultView } from '../views/view.ts';
import { unbroken } from '../words/numbers.ts';
import { stripTitle, tensorLegend, tensorTitle } from '../words/weights.ts';
import { figure } from './figure.ts';
import { problemNote } from './problemNote.ts';

type TensorQuestion = Extract<Ask, { kind: 'tensor' }>;
type TensorAnswer = Extract<Answer, { kind: 'tensor' }>;

export interface ShownTensor {
  variant: VariantReport;
  layer: LayerReport;
  seed: number;
}

export class TensorElement extends LitElement {
  static override properties = {
    view: { attribute: false },
    shown: { attribute: false },
    limit: { attribute: false },
  };
  declare view: ResultView;
  /** One or two. */
  declare shown: readonly ShownTensor[];
  /** The size at which colours are full: equal colours mean equal weights in both pictures. */
  declare limit: number;
  readonly #questions = [new Question<TensorQuestion>(this), new Question<TensorQuestion>(this)];

  protected override createRenderRoot() {
    return this;
  }

  override render() {
    this.#questions.forEach((question, index) => {
      const one = this.shown[index];
      const ask = one && { run: runId(one.variant, one.seed), layer: one.layer.layer };
      question.put(ask && { kind: 'tensor', ...ask }, this.view.actions.ask);
    });
    return html`<div class="row">
      ${this.shown.map(
        (
          one,
          index,
        ) => html`<div class=${this.shown.length > 1 ? 's6' : 's12'} data-variant=${one.variant.id}>
          ${this.#side(one, this.#questions[index] as Question<TensorQuestion>)}
        </div>`,
      )}
    </div>`;
  }

  #side(one: ShownTensor, { answer, waiting, problem }: Question<TensorQuestion>) {
    return html`
      ${problem ? problemNote(problem) : nothing}
      ${
        answer
          ? html`<div class=${waiting ? 'pending' : ''} aria-busy=${waiting}>${this.#drawn(one, answer)}</div>`
          : waiting
            ? html`<p class="sub">Reading the weights …</p>`
            : nothing
      }
    `;
  }

  #drawn({ variant, seed }: ShownTensor, tensor: TensorAnswer) {
    const { report } = this.view.state;
    const facts = factsOf(tensor, 1e-3);
    const title = tensorTitle(variant.name, tensor.layer, facts);
    const place = variant.id;
    const { tone } = lookOf(variant, report.variants);
    const strip = (along: 'unit' | 'input') => {
      const frame = { along, tone, place, reach: this.#reach(along) };
      const chart = stripChart(report, tensor, stripOf(tensor, along), frame);
      return figure(chart, 'h144', undefined, stripTitle(along));
    };
    return html`
      ${figure(tensorHeat(report, tensor, this.limit, { place, summary: title }), 'h320', title, unbroken(tensorLegend(seed, facts)))}
      ${tensor.units > 1 ? strip('unit') : nothing} ${tensor.inputs > 1 ? strip('input') : nothing}
    `;
  }

  /** Charts side by side have one axis. */
  #reach(along: 'unit' | 'input') {
    const tensors = this.#questions.slice(0, this.shown.length).flatMap(({ answer }) => answer ?? []);
    return reachOfStrips(tensors.map((tensor) => stripOf(tensor, along)));
  }
}
