/** `<reglens-tensor>`: one layer's weights of one run as a heat map, with strips over its units and inputs. */
import { html, LitElement, nothing } from 'lit';
import type { Answer, Ask } from '../../src/protocol/panel.ts';
import type { LayerReport, Report, VariantReport } from '../../src/report/report.ts';
import { stripChart, tensorHeat } from '../charts/tensor.ts';
import { factsOf, runId, stripOf } from '../measures/weights.ts';
import { Question } from '../question.ts';
import { lookOf } from '../theme/identity.ts';
import type { ResultView } from '../views/view.ts';
import { unbroken } from '../words/numbers.ts';
import { stripTitle, tensorLegend, tensorTitle } from '../words/weights.ts';
import { figure } from './figure.ts';
import { problemNote } from './problemNote.ts';

export class TensorElement extends LitElement {
  static override properties = {
    view: { attribute: false },
    variant: { attribute: false },
    layer: { attribute: false },
    seed: { attribute: false },
    limit: { attribute: false },
  };
  declare view: ResultView;
  declare variant: VariantReport;
  declare layer: LayerReport;
  declare seed: number;
  /** The size at which colours are full, where two pictures are compared; otherwise the tensor's own. */
  declare limit: number | undefined;
  readonly #tensor = new Question<Extract<Ask, { kind: 'tensor' }>>(this);

  protected override createRenderRoot() {
    return this;
  }

  override render() {
    const { layer, seed, variant } = this;
    this.#tensor.put(
      { kind: 'tensor', run: runId(variant, seed), layer: layer.layer },
      this.view.actions.ask,
    );
    const { answer, waiting, problem } = this.#tensor;
    const { report } = this.view.state;
    return html`
      ${problem ? problemNote(problem) : nothing}
      ${
        answer
          ? html`<div class=${waiting ? 'pending' : ''} aria-busy=${waiting}>${this.#drawn(report, answer)}</div>`
          : waiting
            ? html`<p class="sub">Reading the weights …</p>`
            : nothing
      }
    `;
  }

  #drawn(report: Report, tensor: Extract<Answer, { kind: 'tensor' }>) {
    const facts = factsOf(tensor, 1e-3);
    const name = this.variant.name;
    const title = tensorTitle(name, tensor.layer, facts);
    const place = this.variant.id;
    const { tone } = lookOf(this.variant, report.variants);
    const strip = (along: 'unit' | 'input') =>
      figure(
        stripChart(report, tensor, stripOf(tensor, along), { along, tone, place }),
        'h144',
        undefined,
        stripTitle(along),
      );
    return html`
      ${figure(tensorHeat(report, tensor, this.limit ?? facts.largest, { place, summary: title }), 'h320', title, unbroken(tensorLegend(this.seed, facts)))}
      ${tensor.units > 1 ? strip('unit') : nothing} ${tensor.inputs > 1 ? strip('input') : nothing}
    `;
  }
}
