/** Input columns that form a square picture: one picture for the data and one for each variant. */
import { html, nothing, svg } from 'lit';
import type { Report, VariantReport } from '../../src/report/report.ts';
import { marker } from '../elements/marker.ts';
import { baselineOf } from '../measures/ranking.ts';
import { droppedInputs } from '../measures/sparsity.ts';
import { lookOf } from '../theme/identity.ts';
import type { Tone } from '../theme/palette.ts';
import { constantNames, type SparsityChoice } from '../words/sparsity.ts';
import { droppedGroups, inputNames } from './inputNames.ts';

interface Picture {
  title: unknown;
  label: string;
  values: readonly number[];
  crossed: readonly boolean[];
  tone: Tone;
  caption: string;
  variant?: string;
}

export function inputPictures(report: Report, choice: SparsityChoice, side: number) {
  const { l1, l2 } = choice.pair;
  const variants = [baselineOf(report), l2, l1].filter((variant) => variant !== undefined);
  const pictures = [
    dataPicture(report),
    ...variants.map((variant) => weightPicture(report, variant, choice.exponent)),
  ];
  return html`<div class="maps">
    ${pictures.map((one) => drawn(one, report, side))} ${inputNames(droppedGroups(report, choice))}
  </div>`;
}

function dataPicture(report: Report): Picture {
  const { columns } = report.data;
  const constant = constantNames(report).length;
  return {
    title: 'Training data',
    label: 'Training data',
    values: columns.map((column) => column.standardDeviation),
    crossed: columns.map((column) => column.standardDeviation === 0),
    tone: '--none',
    caption: `Standard deviation${constant ? `, × ${constant} constant` : ''}`,
  };
}

function weightPicture(report: Report, variant: VariantReport, exponent: number): Picture {
  const look = lookOf(variant, report.variants);
  const crossed = droppedInputs(variant, exponent);
  return {
    title: html`${marker(look)}${variant.name}`,
    label: variant.name,
    values: variant.inputNorms ?? [],
    crossed,
    tone: look.tone,
    caption: `${crossed.filter(Boolean).length} of ${crossed.length} dropped`,
    variant: variant.id,
  };
}

const CELL = 20;
/** Opacity of the largest value: white on dark would be glaring at full strength. */
const STRONGEST = { neutral: 0.5, coloured: 0.87 };

function drawn(
  { title, label, values, crossed, tone, caption, variant }: Picture,
  report: Report,
  side: number,
) {
  const highest = Math.max(...values) || 1;
  const strongest = tone === '--none' ? STRONGEST.neutral : STRONGEST.coloured;
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
          ${crossed[index] ? crossedCell(x, y) : cell(x, y, tone, opacity)}
        </g>`;
      })}
    </svg>
    <p class="sub">${caption}</p>
  </div>`;
}

function cell(x: number, y: number, tone: Tone, opacity: string) {
  return svg`<rect x=${x + 0.5} y=${y + 0.5} width=${CELL - 1} height=${CELL - 1}
    fill="var(${tone})" fill-opacity=${opacity} />`;
}

function crossedCell(x: number, y: number) {
  return svg`<rect class="crossed" x=${x + 0.5} y=${y + 0.5} width=${CELL - 1} height=${CELL - 1} />
    <path class="cross" d="M${x + 7} ${y + 7}l6 6m0 -6l-6 6" />`;
}
