/** `<reglens-figure>`: a finding, what is drawn, the chart, and its numbers as a table on demand. */
import { html, LitElement, nothing } from 'lit';
import type { ChartSpec } from '../charts/spec.ts';
import { tableOf } from '../charts/table.ts';
import { unbroken } from '../words/numbers.ts';
import { icon } from './icon.ts';

export class FigureElement extends LitElement {
  static override properties = {
    heading: {},
    sub: {},
    size: {},
    spec: { attribute: false },
    showsTable: { state: true },
  };
  declare heading: string | undefined;
  declare sub: string;
  /** Class of the chart's height, e.g. `h288`. */
  declare size: string;
  declare spec: ChartSpec;
  declare showsTable: boolean;

  constructor() {
    super();
    this.showsTable = false;
  }

  protected override createRenderRoot() {
    return this;
  }

  override render() {
    const label = this.showsTable ? 'Hide the table' : 'Show as table';
    return html`<figure>
      <div class="hd">
        <div>
          ${this.heading ? html`<h2>${unbroken(this.heading)}</h2>` : nothing}
          <p class="sub">${unbroken(this.sub)}</p>
        </div>
        <button
          class="ico"
          aria-label=${label}
          title=${label}
          aria-expanded=${this.showsTable}
          @click=${() => {
            this.showsTable = !this.showsTable;
          }}
        >
          ${icon('table')}
        </button>
      </div>
      <reglens-chart class="cv ${this.size}" .spec=${this.spec}></reglens-chart>
      ${this.showsTable ? this.#table() : nothing}
    </figure>`;
  }

  #table() {
    const { header, rows } = tableOf(this.spec);
    return html`<div class="tbl" tabindex="0">
      <table>
        <thead>
          <tr>
            ${header.map((name) => html`<th class="n" scope="col">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (cells) => html`<tr>
              ${cells.map((cell) => html`<td class="n">${cell}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

/** A figure in a template. */
export function figure(spec: ChartSpec, size: string, heading: string | undefined, sub: string) {
  return html`<reglens-figure
    .spec=${spec}
    .size=${size}
    .heading=${heading}
    .sub=${sub}
  ></reglens-figure>`;
}
