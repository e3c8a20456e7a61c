/** The models of a source file as plain data (`reglens definitions --json`, see docs/definitions.md) and as a table. */
import type { LayerDefinition, ModelDefinition, Shape } from '../definition/model.ts';
import { readDefinitions } from '../definition/read.ts';
import { formatCount, formatStrength } from '../words.ts';

/** Optional fields are absent where they do not apply and where their value cannot be seen. */
export interface LayerEntry {
  kind: string;
  /** 1-based. */
  line: number;
  units?: number;
  filters?: number;
  rate?: number;
  /** Strengths of the kernel's penalty in the Keras convention; absent where there is no such penalty. */
  l1?: number;
  l2?: number;
  /** The variable that the layer is assigned to. */
  target?: string;
  /** Without the batch axis; `null` where the size of an axis is unknown or free. */
  inputShape?: Shape;
  outputShape?: Shape;
  parameters?: number;
}

export interface ModelEntry {
  name: string;
  framework: string;
  style: string;
  startLine: number;
  endLine: number;
  /** `null` when the size of a layer is unknown. */
  parameters: number | null;
  layers: LayerEntry[];
  /** Parts that may hold more layers; absent when everything was read. */
  unreadable?: { line: number; what: string }[];
}

export interface DefinitionsReport {
  file: string;
  models: ModelEntry[];
}

export function definitionsReport(file: string, text: string): DefinitionsReport {
  return { file, models: readDefinitions(file, text).map(modelEntry) };
}

function modelEntry(definition: ModelDefinition): ModelEntry {
  const { name, framework, style, range, parameters, layers, unreadable } = definition;
  return {
    name,
    framework,
    style,
    startLine: range.startLine,
    endLine: range.endLine,
    parameters: parameters ?? null,
    layers: layers.map(layerEntry),
    ...(unreadable && {
      unreadable: unreadable.map(({ range: place, what }) => ({ line: place.startLine, what })),
    }),
  };
}

function layerEntry(layer: LayerDefinition): LayerEntry {
  const { kind, range, settings, kernelPenalty, target } = layer;
  const { units, filters, rate } = settings;
  const optional = {
    units: units?.value,
    filters: filters?.value,
    rate: rate?.value,
    l1: kernelPenalty?.l1 || undefined,
    l2: kernelPenalty?.l2 || undefined,
    target,
    inputShape: layer.inputShape,
    outputShape: layer.outputShape,
    parameters: layer.parameters,
  };
  const present = Object.entries(optional).filter(([, value]) => value !== undefined);
  return { kind, line: range.startLine, ...Object.fromEntries(present) };
}

/** The same for people: a heading for each model and a table of its layers. */
export function definitionsText({ file, models }: DefinitionsReport): string {
  if (models.length === 0) return `${file}\n  no model definition found\n`;
  return `${file}\n${models.map(modelText).join('\n')}`;
}

const HEADINGS = ['line', 'layer', 'settings', 'output', 'parameters'];
const RIGHT = new Set([0, 4]);

function modelText(model: ModelEntry): string {
  const size = model.parameters === null ? 'parameters unknown' : formatCount(model.parameters, 'parameter');
  const heading = `  ${model.name} (${model.framework} ${model.style}), lines ${model.startLine}–${model.endLine}: ${size}`;
  const rows = [HEADINGS, ...model.layers.map(layerCells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) => {
    const cells = row.map((cell, column) =>
      RIGHT.has(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
    );
    return `    ${cells.join('  ')}`;
  });
  const gaps = (model.unreadable ?? []).map(({ line, what }) => `    line ${line} not readable: ${what}`);
  return `${[heading, ...lines, ...gaps].join('\n')}\n`;
}

function layerCells(layer: LayerEntry): string[] {
  const settings = [
    layer.units ?? layer.filters,
    layer.rate !== undefined && `rate ${layer.rate}`,
    layer.l1 !== undefined && `L1 ${formatStrength(layer.l1)}`,
    layer.l2 !== undefined && `L2 ${formatStrength(layer.l2)}`,
  ].filter((setting) => setting !== undefined && setting !== false);
  return [
    String(layer.line),
    layer.kind,
    settings.join(', '),
    layer.outputShape ? layer.outputShape.map((size) => size ?? '?').join('×') : '?',
    layer.parameters === undefined ? '?' : layer.parameters.toLocaleString('en-US'),
  ];
}
