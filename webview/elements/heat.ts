/** `<reglens-heat>`: a matrix of colours on a canvas; pointer and arrow keys read its cells. */
import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { cellAt, cellBox, heatArea, heatPixels, heatShapes } from '../charts/heat.ts';
import { paint } from '../charts/scene.ts';
import type { HeatSpec } from '../charts/spec.ts';
import type { Size } from '../charts/svg.ts';
import { theme } from '../context.ts';
import type { Theme } from '../theme/theme.ts';
import { Following } from './following.ts';
import { styled } from './inline.ts';

interface Cell {
  row: number;
  column: number;
}

export class HeatElement extends LitElement {
  static override properties = { spec: { attribute: false }, cell: { state: true } };
  declare spec: HeatSpec;
  /** The cell that is read. */
  declare cell: Cell | undefined;

  constructor() {
    super();
    new Following(this, { resized: () => this.#draw(), themed: () => this.#draw() });
  }

  protected override createRenderRoot() {
    return this;
  }

  override render() {
    const { id, summary } = this.spec;
    return html`<canvas
        role="img"
        tabindex="0"
        data-chart=${id}
        aria-label=${summary}
        @pointermove=${this.#point}
        @pointerleave=${this.#away}
        @blur=${this.#away}
        @keydown=${this.#key}
      ></canvas>
      ${this.cell ? this.#tip(this.cell) : nothing}
      <span class="vh" aria-live="polite">${this.cell ? this.#reading(this.cell) : ''}</span>`;
  }

  protected override updated(changed: PropertyValues<this>) {
    if (!changed.has('spec')) return;
    this.cell = undefined;
    this.#draw();
  }

  #size(): Size {
    return { width: this.clientWidth, height: this.clientHeight };
  }

  #draw() {
    const canvas = this.querySelector('canvas');
    const size = this.#size();
    if (!canvas || !theme.value || size.width < 40 || size.height < 80) return;
    const ratio = devicePixelRatio;
    canvas.width = Math.round(size.width * ratio);
    canvas.height = Math.round(size.height * ratio);
    canvas.style.width = `${size.width}px`;
    canvas.style.height = `${size.height}px`;
    paintHeat(canvas, this.spec, theme.value, size, ratio);
  }

  #tip(cell: Cell) {
    const area = heatArea(this.spec, this.#size());
    const { left, top, right, bottom } = cellBox(this.spec, area, cell.row, cell.column);
    const isRight = right > this.clientWidth / 2;
    const box = {
      left: `${left}px`,
      top: `${top}px`,
      width: `${right - left}px`,
      height: `${bottom - top}px`,
    };
    const place = {
      top: `${Math.max(0, top - 44)}px`,
      left: isRight ? 'auto' : `${right + 6}px`,
      right: isRight ? `${this.clientWidth - left + 6}px` : 'auto',
    };
    const { row, column, format, values, columns } = this.spec;
    return html`<i class="heat-cell" ${styled(box)}></i>
      <div class="tip" aria-hidden="true" ${styled(place)}>
        <span class="muted num">${row.title} ${row.name(cell.row)}, ${column.title} ${column.name(cell.column)}</span>
        <span class="num">${format(values[cell.row * columns + cell.column] ?? Number.NaN)}</span>
      </div>`;
  }

  #reading({ row, column }: Cell): string {
    const { spec } = this;
    const value = spec.format(spec.values[row * spec.columns + column] ?? Number.NaN);
    return `${spec.row.title} ${spec.row.name(row)}, ${spec.column.title} ${spec.column.name(column)}: ${value}`;
  }

  readonly #point = ({ offsetX, offsetY }: PointerEvent) => {
    const found = cellAt(this.spec, heatArea(this.spec, this.#size()), offsetX, offsetY);
    if (found?.row !== this.cell?.row || found?.column !== this.cell?.column) this.cell = found;
  };

  readonly #away = () => {
    this.cell = undefined;
  };

  readonly #key = (event: KeyboardEvent) => {
    const steps: Record<string, [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const { rows, columns } = this.spec;
    const within = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
    this.cell = this.cell
      ? { row: within(this.cell.row + step[0], rows), column: within(this.cell.column + step[1], columns) }
      : { row: 0, column: 0 };
  };
}

/** Paints the matrix with all that stands beside it; `ratio` pixels of the canvas are one of the page. */
export function paintHeat(
  canvas: HTMLCanvasElement,
  spec: HeatSpec,
  current: Theme,
  size: Size,
  ratio: number,
  top = 0,
): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  const { left, top: y, right, bottom } = heatArea(spec, size, top);
  context.save();
  context.scale(ratio, ratio);
  context.imageSmoothingEnabled = false;
  const cells = heatCells(spec, current, (right - left) * ratio, (bottom - y) * ratio);
  if (cells) context.drawImage(cells, left, y, right - left, bottom - y);
  paint(context, heatShapes(spec, current, size, top), current);
  context.restore();
}

/** The cells alone, as a canvas of about this size in pixels. */
export function heatCells(
  spec: HeatSpec,
  current: Theme,
  width: number,
  height: number,
): HTMLCanvasElement | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  const context = canvas.getContext('2d');
  if (!context || spec.rows === 0 || spec.columns === 0) return undefined;
  const pixels = heatPixels(spec, current, canvas.width, canvas.height);
  context.putImageData(new ImageData(pixels, canvas.width, canvas.height), 0, 0);
  return canvas;
}
