/** `<reglens-figure>`: a finding, what is drawn, the picture, its numbers as a table, and all of it as files. */
import { html, LitElement, nothing } from 'lit';
import { adjusted, smoothingNote } from '../charts/adjust.ts';
import { isHeat, type PictureSpec } from '../charts/spec.ts';
import { pictureTable } from '../charts/table.ts';
import { pictureCsv, pictureJson, pictureTabs } from '../charts/values.ts';
import { chartLook, theme } from '../context.ts';
import { copyText, saveFile } from '../saving.ts';
import { unbroken } from '../words/numbers.ts';
import type { ChartElement } from './chart.ts';
import { icon } from './icon.ts';
import { type MenuItem, menu } from './menu.ts';
import { type Picture, picturePng, pictureSvg } from './pictures.ts';

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
  /** Class of the picture's height, e.g. `h288`. */
  declare size: string;
  declare spec: PictureSpec;
  declare showsTable: boolean;
  #leave: (() => void) | undefined;

  constructor() {
    super();
    this.showsTable = false;
  }

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#leave = chartLook.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#leave?.();
  }

  override render() {
    const label = this.showsTable ? 'Hide the table' : 'Show as table';
    const toggle = () => {
      this.showsTable = !this.showsTable;
    };
    return html`<figure>
      <div class="hd">
        <div>
          ${this.heading ? html`<h2>${unbroken(this.heading)}</h2>` : nothing}
          <p class="sub">${unbroken(this.#legend())}</p>
        </div>
        <button class="ico" aria-label=${label} title=${label} aria-expanded=${this.showsTable} @click=${toggle}>
          ${icon('table')}
        </button>
        ${menu('Save or copy', 'more', this.#items())}
      </div>
      ${this.#picture()} ${this.showsTable ? this.#table() : nothing}
    </figure>`;
  }

  #legend(): string {
    const note = isHeat(this.spec) ? '' : smoothingNote(this.spec, chartLook.value);
    return [this.sub, note].filter(Boolean).join('. ');
  }

  #picture() {
    return isHeat(this.spec)
      ? html`<reglens-heat class="cv ${this.size}" .spec=${this.spec}></reglens-heat>`
      : html`<reglens-chart class="cv ${this.size}" .spec=${this.spec}></reglens-chart>`;
  }

  #items(): MenuItem[] {
    const save =
      (ending: string, content: () => string | undefined, encoding: 'utf8' | 'base64' = 'utf8') =>
      () => {
        const made = content();
        if (made) saveFile({ name: `${this.spec.id}.${ending}`, content: made, encoding });
      };
    const png = () => theme.value && picturePng(this.#shown(), theme.value);
    const svg = () => theme.value && pictureSvg(this.#shown(), theme.value);
    return [
      { action: 'savePng', label: 'Save as PNG', run: save('png', png, 'base64') },
      { action: 'saveSvg', label: 'Save as SVG', run: save('svg', svg) },
      { action: 'saveCsv', label: 'Save the data as CSV', run: save('csv', () => pictureCsv(this.spec)) },
      { action: 'saveJson', label: 'Save the data as JSON', run: save('json', () => pictureJson(this.spec)) },
      { action: 'copyData', label: 'Copy the data', run: () => copyText(pictureTabs(this.spec)) },
    ];
  }

  /** What is on the screen now. */
  #shown(): Picture {
    const { spec, heading } = this;
    const shown = this.querySelector<ChartElement>('reglens-chart, reglens-heat');
    return {
      spec: isHeat(spec) ? spec : adjusted(spec, chartLook.value),
      heading,
      sub: this.#legend(),
      size: { width: shown?.clientWidth ?? 0, height: shown?.clientHeight ?? 0 },
      shown: { x: shown?.shownRange },
    };
  }

  #table() {
    const { header, rows } = pictureTable(this.spec);
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
export function figure(spec: PictureSpec, size: string, heading: string | undefined, sub: string) {
  return html`<reglens-figure
    .spec=${spec}
    .size=${size}
    .heading=${heading}
    .sub=${sub}
  ></reglens-figure>`;
}
