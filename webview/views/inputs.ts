/** The inputs: which columns each variant drops, as pictures or as a ranked list. */
import { html, nothing, svg } from 'lit';
import type { Report, VariantReport } from '../../src/report/report.ts';
import { formatCount } from '../../src/words.ts';
import { marker } from '../elements/marker.ts';
import { pictureSide } from '../measures/inputs.ts';
import { baselineOf } from '../measures/ranking.ts';
import { droppedInputs } from '../measures/sparsity.ts';
import { lookOf } from '../theme/identity.ts';
import type { Tone } from '../theme/palette.ts';
import { unbroken } from '../words/numbers.ts';
import {
  constantNames,
  droppedNames,
  inputsLegend,
  inputsTitle,
  type SparsityChoice,
} from '../words/sparsity.ts';
import { bar } from './layers.ts';

export function inputs(report: Report, choice: SparsityChoice) {
  const names = report.data.columns.map((column) => column.name);
  const side = pictureSide(names);
  return html`<section class="inputs">
    <h2>${unbroken(inputsTitle(report, choice))}</h2>
    <p class="sub">
      ${side ? 'Shade: ‖w‖₂ of a column’s outgoing weights. ' : 'Bars: ‖w‖₂ of a column’s outgoing weights. '}
      ${unbroken(inputsLegend(report, choice))}
    </p>
    ${side ? pictures(report, choice, side) : list(report, choice)}
  </section>`;
}

interface Picture {
  title: unknown;
  label: string;
  values: readonly number[];
  crossed: readonly boolean[];
  tone: Tone;
  caption: string;
  variant?: string;
}

function pictures(report: Report, choice: SparsityChoice, side: number) {
  const { columns } = report.data;
  const constant = columns.map((column) => column.standardDeviation === 0);
  const still = constantNames(report).length;
  const data: Picture = {
    title: 'Training data',
    label: 'Training data',
    values: columns.map((column) => column.standardDeviation),
    crossed: constant,
    tone: '--none',
    caption: `Standard deviation${still ? `, × ${still} constant` : ''}`,
  };
  const variants = [baselineOf(report), choice.pair.l2, choice.pair.l1].filter((v) => v !== undefined);
  const shown = [data, ...variants.map((variant) => weightPicture(report, variant, choice.exponent))];
  return html`<div class="maps">
    ${shown.map((one) => picture(one, report, side))} ${droppedList(report, choice)}
  </div>`;
}

function weightPicture(report: Report, variant: VariantReport, exponent: number): Picture {
  const look = lookOf(variant, report.variants);
  const crossed = droppedInputs(variant, exponent);
  return {
    title: html`${marker(look)}${variant.name}`,
    label: variant.name,
    values: variant.inputNorms,
    crossed,
    tone: look.tone,
    caption: `${crossed.filter(Boolean).length} of ${report.data.columns.length} dropped`,
    variant: variant.id,
  };
}

const CELL = 20;

function picture(
  { title, label, values, crossed, tone, caption, variant }: Picture,
  report: Report,
  side: number,
) {
  const highest = Math.max(...values) || 1;
  const strongest = tone === '--none' ? 0.5 : 0.87;
  const size = side * CELL;
  return html`<div data-mark=${variant ?? nothing}>
    <div class="cap">${title}</div>
    <svg viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}: ${caption}">
      ${values.map((value, index) => {
        const [x, y] = [(index % side) * CELL, Math.floor(index / side) * CELL];
        const opacity = (0.08 + (strongest * value) / highest).toFixed(2);
        const state = crossed[index] ? 'dropped' : value.toPrecision(2);
        return svg`<g>
          <title>${report.data.columns[index]?.name}: ${state}</title>
          ${crossed[index] ? crossedCell(x, y) : svg`<rect x=${x + 0.5} y=${y + 0.5} width=${CELL - 1} height=${CELL - 1} fill="var(${tone})" fill-opacity=${opacity} />`}
        </g>`;
      })}
    </svg>
    <p class="sub">${caption}</p>
  </div>`;
}

function crossedCell(x: number, y: number) {
  return svg`<rect class="crossed" x=${x + 0.5} y=${y + 0.5} width=${CELL - 1} height=${CELL - 1} />
    <path class="cross" d="M${x + 7} ${y + 7}l6 6m0 -6l-6 6" />`;
}

/** The names, by which penalty drops them. */
function droppedList(report: Report, { pair, exponent }: SparsityChoice) {
  const by = (variant: VariantReport | undefined) =>
    variant ? droppedNames(report, variant, exponent) : undefined;
  const [l1, l2] = [by(pair.l1), by(pair.l2)];
  const only = (some: string[], others: string[]) => some.filter((name) => !others.includes(name));
  const groups: [string, string[]][] =
    l1 && l2
      ? [
          ['Dropped by both', l1.filter((name) => l2.includes(name))],
          ['By L1 only', only(l1, l2)],
          ['By L2 only', only(l2, l1)],
        ]
      : [[`Dropped by ${l1 ? 'L1' : 'L2'}`, l1 ?? l2 ?? []]];
  return html`<dl class="cols">
    ${groups.map(
      ([title, names]) => html`<dt>${title}</dt>
        <dd class="num">${nameList(names)}</dd>`,
    )}
  </dl>`;
}

const MOST_NAMES = 32;

function nameList(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const rest = names.length - MOST_NAMES;
  const shown = names.slice(0, MOST_NAMES).join(names.some((name) => name.includes(' ')) ? ', ' : ' ');
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

const MOST_ROWS = 24;

/** Columns ranked by the weight that the L1 (or L2) variant gives them. */
function list(report: Report, choice: SparsityChoice) {
  const { columns } = report.data;
  const variants = [baselineOf(report), choice.pair.l2, choice.pair.l1].filter((v) => v !== undefined);
  const leading = variants[variants.length - 1] as VariantReport;
  const order = columns
    .map((_, index) => index)
    .sort((a, b) => (leading.inputNorms[b] ?? 0) - (leading.inputNorms[a] ?? 0));
  const shown =
    columns.length > MOST_ROWS ? [...order.slice(0, MOST_ROWS / 2), ...order.slice(-MOST_ROWS / 2)] : order;
  const hidden = columns.length - shown.length;
  const cells = variants.map((variant) => ({
    variant,
    tone: lookOf(variant, report.variants).tone,
    dropped: droppedInputs(variant, choice.exponent),
    highest: Math.max(...variant.inputNorms) || 1,
  }));
  return html`<table class="input-list">
    <thead>
      <tr>
        <th scope="col">Column</th>
        ${variants.map(
          (variant) => html`<th scope="col">
            <span class="vn">${marker(lookOf(variant, report.variants))}${variant.name}</span>
          </th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${shown.map(
        (index, place) => html`
        ${
          hidden > 0 && place === MOST_ROWS / 2
            ? html`<tr><td class="muted" colspan=${variants.length + 1}>… ${formatCount(hidden, 'column')} between</td></tr>`
            : nothing
        }
        <tr>
          <th scope="row">${columns[index]?.name}</th>
          ${cells.map(({ tone, dropped, highest, variant }) => {
            const value = variant.inputNorms[index] ?? 0;
            return html`<td>${bar(value / highest, tone, dropped[index] ? '×' : value.toFixed(2))}</td>`;
          })}
        </tr>`,
      )}
    </tbody>
  </table>`;
}
