/** `<reglens-chart>`: a canvas that keeps a Chart.js chart for a specification. */
import type { Point } from 'chart.js';
import { html, LitElement, type PropertyValues } from 'lit';
import { adjusted } from '../charts/adjust.ts';
import { configurationOf, LEFT, reading, rightRoom } from '../charts/configuration.ts';
import { type Frame, frames } from '../charts/plugins.ts';
import { Chart } from '../charts/register.ts';
import type { ChartSpec } from '../charts/spec.ts';
import { spokenSummary } from '../charts/summary.ts';
import { axisHeight } from '../charts/svg.ts';
import { listed } from '../charts/table.ts';
import { chartLook, highlighted, sharedZoom, theme } from '../context.ts';

type LineChart = Chart<'line', Point[]>;

/** A step of the keys: a quarter closer, a tenth of what is shown along. */
const ZOOM_STEP = 1.25;
const PAN_STEP = 0.1;

export class ChartElement extends LitElement {
  static override properties = { spec: { attribute: false }, told: { state: true } };
  declare spec: ChartSpec;
  /** What the keys have moved the reading to, for the screen reader. */
  declare told: string;
  #chart: LineChart | undefined;
  #leave: (() => void)[] = [];
  #at: number | undefined;

  constructor() {
    super();
    this.told = '';
  }

  protected override createRenderRoot() {
    return this;
  }

  override connectedCallback() {
    super.connectedCallback();
    this.#leave = [
      theme.subscribe(() => this.#rebuild()),
      highlighted.subscribe(() => this.#fade()),
      sharedZoom.subscribe(() => this.#follow()),
      chartLook.subscribe(() => this.spec.adjusts && this.#update()),
      listen(window, 'beforeprint', () => this.#chart?.resize()),
      this.#squared(),
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
    const { id } = this.spec;
    return html`<canvas
        role="img"
        tabindex="0"
        data-chart=${id}
        aria-label=${spokenSummary(this.spec)}
        @dblclick=${this.#resetZoom}
        @keydown=${this.#key}
        @blur=${this.#endReading}
      ></canvas>
      <span class="vh" aria-live="polite">${this.told}</span>`;
  }

  protected override updated(changed: PropertyValues<this>) {
    if (changed.has('spec')) this.#update();
  }

  /** The range of x that is shown. */
  get shownRange(): { min: number; max: number } | undefined {
    const { x } = this.#chart?.scales ?? {};
    return x && { min: x.min, max: x.max };
  }

  #frame(): Frame | undefined {
    const current = theme.value;
    const spec = adjusted(this.spec, chartLook.value);
    return current && { spec, theme: current, highlighted: highlighted.value };
  }

  /** New data in the old chart: what the slider does, many times a second. */
  #update() {
    const frame = this.#frame();
    if (!this.#chart || !frame) return this.#rebuild();
    this.#sizeSquare();
    const { data, options } = configurationOf(frame.spec, frame.theme, this.#moved);
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
    this.#sizeSquare();
    const configuration = configurationOf(frame.spec, frame.theme, this.#moved);
    this.#chart = new Chart(canvas, { ...configuration, plugins: [attached(frame)] }) as LineChart;
  }

  #fade() {
    const { value } = highlighted;
    const concerned = (id: string | undefined) => this.spec.series.some(({ variant }) => variant === id);
    const before = this.#chart && frames.get(this.#chart);
    if (!this.#chart || !before) return;
    frames.set(this.#chart, { ...before, highlighted: value });
    if (concerned(value) || concerned(before.highlighted)) this.#chart.draw();
  }

  /** After a zoom the place that was read is elsewhere: its tooltip goes until the pointer moves. */
  readonly #moved = (by: 'zoom' | 'pan') => {
    if (by === 'zoom') this.#point([]);
    this.#zoomed();
  };

  /** Tells the charts that share the axis. */
  readonly #zoomed = () => {
    const { shared } = this.spec;
    const range = this.shownRange;
    if (shared && range) sharedZoom.set({ axis: shared, range });
  };

  #follow() {
    const zoom = sharedZoom.value;
    const { x } = this.#chart?.scales ?? {};
    if (!this.#chart || !x || !zoom || zoom.axis !== this.spec.shared) return;
    if (!zoom.range) this.#chart.resetZoom();
    else if (zoom.range.min !== x.min || zoom.range.max !== x.max) this.#chart.zoomScale('x', zoom.range);
  }

  readonly #resetZoom = () => {
    this.#chart?.resetZoom();
    if (this.spec.shared) sharedZoom.set({ axis: this.spec.shared });
  };

  /** + and − zoom, 0 resets, Shift and arrows move what is zoomed, arrows alone move the reading. */
  readonly #key = (event: KeyboardEvent) => {
    const chart = this.#chart;
    if (!chart || event.ctrlKey || event.metaKey || event.altKey) return;
    const width = chart.chartArea.right - chart.chartArea.left;
    const zoom = (factor: number) => this.#zoom(factor);
    const along = (sign: 1 | -1) => (event.shiftKey ? this.#pan(-sign * PAN_STEP * width) : this.#read(sign));
    const actions: Record<string, () => void> = {
      '+': () => zoom(ZOOM_STEP),
      '=': () => zoom(ZOOM_STEP),
      '-': () => zoom(1 / ZOOM_STEP),
      '0': this.#resetZoom,
      ArrowLeft: () => along(-1),
      ArrowRight: () => along(1),
      Escape: this.#endReading,
    };
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };

  #zoom(factor: number) {
    this.#chart?.zoom(factor);
    this.#zoomed();
  }

  #pan(x: number) {
    this.#chart?.pan({ x }, undefined, 'none');
    this.#zoomed();
  }

  /** Moves the crosshair to the next x and says what stands there. */
  #read(step: 1 | -1) {
    const spec = this.#frame()?.spec;
    const range = this.shownRange;
    if (!spec || !range) return;
    const series = listed(spec);
    const xs = [...new Set(series.flatMap((one) => one.x))]
      .filter((x) => x >= range.min && x <= range.max)
      .sort((a, b) => a - b);
    const first = step === 1 ? 0 : xs.length - 1;
    const index = this.#at === undefined ? first : xs.indexOf(this.#at) + step;
    const at = xs[Math.min(xs.length - 1, Math.max(0, index))];
    if (at === undefined) return;
    this.#at = at;
    const found = series
      .map((one) => ({ one, dataset: spec.series.indexOf(one), index: one.x.indexOf(at) }))
      .filter((item) => item.index !== -1);
    this.#point(found.map(({ dataset, index: place }) => ({ datasetIndex: dataset, index: place })));
    const readings = found.slice(0, MOST_TOLD).map(({ one, index: place }) => reading(one, place));
    this.told = [spec.position(at), ...readings].join('; ');
  }

  readonly #endReading = () => {
    if (this.#at === undefined) return;
    this.#at = undefined;
    this.told = '';
    this.#point([]);
  };

  #point(elements: { datasetIndex: number; index: number }[]) {
    const chart = this.#chart;
    if (!chart) return;
    const { top, bottom } = chart.chartArea;
    chart.setActiveElements(elements);
    const first = elements[0];
    const x = first && chart.getDatasetMeta(first.datasetIndex).data[first.index]?.x;
    chart.tooltip?.setActiveElements(elements, { x: x ?? 0, y: (top + bottom) / 2 });
    chart.update('none');
  }

  /** Follows the width, from which a square chart takes its height. */
  #squared(): () => void {
    const observer = new ResizeObserver(() => this.#sizeSquare());
    observer.observe(this);
    return () => observer.disconnect();
  }

  #sizeSquare() {
    if (!this.spec.square || !theme.value) return;
    const { x, y, left, top } = this.spec;
    const plot = this.clientWidth - (left ?? LEFT) - rightRoom(this.spec, theme.value);
    const height = (plot * (y.max - y.min)) / (x.max - x.min) + (top ?? 8) + axisHeight(x);
    if (plot > 0) this.style.height = `${Math.round(height)}px`;
  }
}

/** More series than this are not read aloud one after the other. */
const MOST_TOLD = 8;

/** The first drawing happens in the constructor of a chart, before the frame can be attached from outside. */
export function attached(frame: Frame) {
  return { id: 'reglensFrame', beforeInit: (chart: Chart) => void frames.set(chart, frame) };
}

function listen(target: EventTarget, type: string, listener: () => void): () => void {
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}
