/** `<reglens-chart>`: a canvas that keeps a Chart.js chart for a specification. */
import type { Point } from 'chart.js';
import { html, LitElement, type PropertyValues } from 'lit';
import { configurationOf } from '../charts/configuration.ts';
import { type Frame, frames } from '../charts/plugins.ts';
import { Chart } from '../charts/register.ts';
import type { ChartSpec } from '../charts/spec.ts';
import { highlighted, sharedZoom, theme } from '../context.ts';

type LineChart = Chart<'line', Point[]>;

export class ChartElement extends LitElement {
  static override properties = { spec: { attribute: false } };
  declare spec: ChartSpec;
  #chart: LineChart | undefined;
  #leave: (() => void)[] = [];

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#leave = [
      theme.subscribe(() => this.#rebuild()),
      highlighted.subscribe(() => this.#fade()),
      sharedZoom.subscribe(() => this.#follow()),
      listen(window, 'beforeprint', () => this.#chart?.resize()),
    ];
    if (this.hasUpdated) this.#rebuild();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    for (const leave of this.#leave) leave();
    this.#chart?.destroy();
    this.#chart = undefined;
  }

  override render() {
    const { id, summary } = this.spec;
    return html`<canvas
      role="img"
      tabindex="0"
      data-chart=${id}
      aria-label=${summary}
      @dblclick=${this.#resetZoom}
    ></canvas>`;
  }

  protected override updated(changed: PropertyValues<this>) {
    if (changed.has('spec')) this.#update();
  }

  #frame(): Frame | undefined {
    const current = theme.value;
    return current && { spec: this.spec, theme: current, highlighted: highlighted.value };
  }

  /** New data in the old chart: what the slider does, many times a second. */
  #update() {
    const frame = this.#frame();
    if (!this.#chart || !frame) return this.#rebuild();
    const { data, options } = configurationOf(frame.spec, frame.theme, this.#zoomed);
    frames.set(this.#chart, frame);
    this.#chart.data = data;
    if (options) this.#chart.options = options;
    this.#chart.update();
  }

  /** A new chart: after a change of the theme, points of the old one would keep their colours. */
  #rebuild() {
    this.#chart?.destroy();
    this.#chart = undefined;
    const frame = this.#frame();
    const canvas = this.querySelector('canvas');
    if (!frame || !canvas) return;
    const configuration = configurationOf(frame.spec, frame.theme, this.#zoomed);
    // The first drawing happens in the constructor, before the frame can be attached from outside.
    const attach = { id: 'reglensFrame', beforeInit: (chart: Chart) => void frames.set(chart, frame) };
    this.#chart = new Chart(canvas, { ...configuration, plugins: [attach] }) as LineChart;
  }

  #fade() {
    const frame = this.#frame();
    if (!this.#chart || !frame) return;
    frames.set(this.#chart, frame);
    this.#chart.draw();
  }

  /** Tells the charts that share the axis. */
  readonly #zoomed = () => {
    const { shared } = this.spec;
    const { x } = this.#chart?.scales ?? {};
    if (shared && x) sharedZoom.set({ axis: shared, range: { min: x.min, max: x.max } });
  };

  #follow() {
    const zoom = sharedZoom.value;
    const { x } = this.#chart?.scales ?? {};
    if (!this.#chart || !x || !zoom || zoom.axis !== this.spec.shared) return;
    if (!zoom.range) this.#chart.resetZoom();
    else if (zoom.range.min !== x.min || zoom.range.max !== x.max) this.#chart.zoomScale('x', zoom.range);
  }

  #resetZoom() {
    this.#chart?.resetZoom();
    if (this.spec.shared) sharedZoom.set({ axis: this.spec.shared });
  }
}

function listen(target: EventTarget, type: string, listener: () => void): () => void {
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}
