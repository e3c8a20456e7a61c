/** The models of a source file as a table for people, at most 100 columns wide. */
import { formatCount, formatStrength } from '../words.ts';
import type { DefinitionsReport, LayerEntry, ModelEntry, PlaceEntry, SubmoduleEntry } from './definitions.ts';

const WIDTH = 100;
const INDENT = '    ';
const GAP = '  ';

export function definitionsText({ file, models }: DefinitionsReport): string {
  if (models.length === 0) return `${file}\n  no model definition found\n`;
  return `${file}\n${models.map(modelText).join('\n')}`;
}

const HEADINGS = ['line', 'layer', 'settings', 'output', 'parameters'];
const RIGHT = new Set([0, 4]);
const SETTINGS = 2;

function modelText(model: ModelEntry): string {
  const { cell, startLine, endLine, parameters } = model;
  const where = `${cell === undefined ? '' : `${cellName(cell)}, `}lines ${startLine}–${endLine}`;
  const size = parameters === null ? 'parameters unknown' : formatCount(parameters, 'parameter');
  const heading = `  ${model.name} (${model.framework} ${model.style}), ${where}: ${size}`;
  const blocks = (model.submodules ?? []).map((block) => INDENT + blockText(block, cell));
  const gaps = (model.unreadable ?? []).map(
    (gap) => `${INDENT}${placeText(gap, cell)} not readable: ${gap.what}`,
  );
  return `${[heading, ...layerTable(model), ...blocks, ...gaps].join('\n')}\n`;
}

function layerTable({ layers, cell }: ModelEntry): string[] {
  if (layers.length === 0) return [];
  const rows = [HEADINGS, ...layers.map((layer) => layerCells(layer, cell))];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const others = widths.reduce((sum, width, column) => (column === SETTINGS ? sum : sum + width), 0);
  const room = WIDTH - INDENT.length - others - GAP.length * (HEADINGS.length - 1);
  widths[SETTINGS] = Math.min(widths[SETTINGS]!, Math.max(room, HEADINGS[SETTINGS]!.length));
  return rows.map((row) => {
    const cells = row.map((text, column) => {
      const width = widths[column]!;
      const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text;
      return RIGHT.has(column) ? cut.padStart(width) : cut.padEnd(width);
    });
    return (INDENT + cells.join(GAP)).trimEnd();
  });
}

/** People count cells from 1; the JSON counts them from 0. */
const cellName = (cell: number): string => `cell ${cell + 1}`;

/** A line, with its cell where that is not the model's. */
const lineText = ({ line, cell }: PlaceEntry, own: number | undefined): string =>
  cell === own || cell === undefined ? String(line) : `${cellName(cell)}:${line}`;

const placeText = (place: PlaceEntry, own: number | undefined): string =>
  `${place.cell === own ? 'line ' : ''}${lineText(place, own)}`;

const timesText = (count: number | null | undefined): string =>
  count === undefined || count === 1 ? '' : ` ×${count ?? '?'}`;

function blockText({ name, count, parameters, ...place }: SubmoduleEntry, cell: number | undefined): string {
  const size = parameters === null ? 'parameters unknown' : formatCount(parameters, 'parameter');
  return `${placeText(place, cell)} uses ${name}${timesText(count)}: ${size}`;
}

function layerCells(layer: LayerEntry, cell: number | undefined): string[] {
  const { kind, wrappedBy, count, outputShape, parameters } = layer;
  const settings = [
    layer.units ?? layer.filters,
    layer.rate !== undefined && `rate ${layer.rate}`,
    layer.l1 !== undefined && `L1 ${formatStrength(layer.l1)}`,
    layer.l2 !== undefined && `L2 ${formatStrength(layer.l2)}`,
    layer.context?.includes('loop') && 'in a loop',
    layer.context?.includes('condition') && 'under a condition',
  ].filter((setting) => setting !== undefined && setting !== false);
  const unknown = wrappedBy === undefined ? '?' : '';
  return [
    lineText(layer, cell),
    `${wrappedBy === undefined ? '' : '  '}${kind}${timesText(count)}`,
    settings.join(', '),
    outputShape ? outputShape.map((size) => size ?? '?').join('×') : unknown,
    parameters === undefined ? unknown : parameters.toLocaleString('en-US'),
  ];
}
