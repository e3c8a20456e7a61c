/** Compares the definitions that were read from a file with those expected of it. */
import { isDeepStrictEqual } from 'node:util';
import type { LayerDefinition, ModelDefinition, Setting, SourceRange } from '../../src/definition/model.ts';
import type { ExpectedLayer, ExpectedModel, ExpectedPlace, ExpectedSetting } from './files.ts';
import { layersOf, placeText, type Tally } from './tally.ts';

export function scoreModels(
  file: string,
  expected: ExpectedModel[],
  models: ModelDefinition[],
  tally: Tally,
): void {
  const pairs = pairModels(expected, models);
  for (const [wanted, found] of pairs) {
    const place = placeText(file, wanted);
    if (wanted.optional && !found) continue;
    tally.count('models', found !== undefined);
    if (found) scoreModel(place, wanted, found, tally);
    else
      tally.defect('missed model', place, `${wanted.framework} ${wanted.style} “${wanted.name}”`, 'nothing');
  }
  const matched = new Set(pairs.map(([, found]) => found));
  for (const model of models) {
    tally.count('model precision', matched.has(model));
    if (matched.has(model)) continue;
    const place = placeText(file, placeOf(model.anchor));
    const got = `${model.framework} ${model.style} “${model.name}” with ${model.layers.length} layers`;
    tally.defect('false model', place, 'nothing', got);
  }
  scoreLayers(file, pairs, models, tally);
}

type Pair = [wanted: ExpectedModel, found: ModelDefinition | undefined];

/** Models of the same name, those on the expected line first. */
function pairModels(expected: ExpectedModel[], models: ModelDefinition[]): Pair[] {
  const free = new Set(models);
  const found = new Map<ExpectedModel, ModelDefinition>();
  for (const where of [isAt, () => true]) {
    for (const wanted of expected) {
      if (found.has(wanted)) continue;
      const model = [...free].find((each) => isNamed(wanted, each) && where(wanted, each));
      if (!model) continue;
      found.set(wanted, model);
      free.delete(model);
    }
  }
  return expected.map((wanted) => [wanted, found.get(wanted)]);
}

const isNamed = ({ name, otherNames = [], framework }: ExpectedModel, model: ModelDefinition) =>
  model.framework === framework && (model.name === name || otherNames.includes(model.name));

const isAt = (wanted: ExpectedPlace, { anchor, range }: ModelDefinition) =>
  [anchor, range].some((each) => each.startLine === wanted.line && each.cell === wanted.cell);

const placeOf = ({ startLine, cell }: SourceRange): ExpectedPlace => ({
  line: startLine,
  cell,
});

function scoreModel(place: string, wanted: ExpectedModel, found: ModelDefinition, tally: Tally): void {
  const right = found.style === wanted.style && isAt(wanted, found);
  tally.count('styles and lines', right);
  if (!right) {
    const got = `${found.style} at line ${found.anchor.startLine}`;
    tally.defect('style or line', place, `${wanted.style} at line ${wanted.line}`, got);
  }
  for (const { name, count } of wanted.submodules ?? []) {
    const submodule = found.submodules?.find((each) => each.name === name);
    const same = submodule !== undefined && (count === undefined || submodule.count === count);
    tally.count('submodules', same);
    const got = submodule
      ? `${submodule.count} of it`
      : `[${(found.submodules ?? []).map((each) => each.name).join(', ')}]`;
    if (!same) tally.defect('submodule', place, `${name}${count ? ` × ${count}` : ''}`, got);
  }
  if (wanted.parameters === undefined) return;
  const parameters = found.parameters ?? null;
  tally.count('parameters', parameters === wanted.parameters);
  if (parameters === wanted.parameters) return;
  const what = parameters === null ? 'parameters not seen' : 'wrong parameters';
  tally.defect(what, place, `${wanted.parameters} (“${wanted.name}”)`, String(parameters));
}

/** Layers are found by kind and line wherever they are listed; to whom they belong counts by itself. */
function scoreLayers(file: string, pairs: Pair[], models: ModelDefinition[], tally: Tally): void {
  const free = new Map<LayerDefinition, ModelDefinition>();
  for (const model of models) for (const layer of model.layers) free.set(layer, model);
  const all = free.size;
  for (const [model, found] of pairs) {
    for (const wanted of model.layers.flatMap(withLayerInside)) {
      const matches = [...free].filter(([layer]) => isLayer(wanted, layer)).sort(inWrittenOrder);
      const [layer, owner] = matches.find(([, each]) => each === found) ?? matches[0] ?? [];
      if (layer) free.delete(layer);
      if (wanted.optional) continue;
      const place = placeText(file, wanted);
      for (const measure of ['layers', layersOf(model.framework)] as const) {
        tally.count(measure, layer !== undefined);
      }
      if (!layer) {
        tally.defect('missed layer', place, `${wanted.kind} of “${model.name}”`, layersAt(wanted, models));
        continue;
      }
      tally.count('owners', owner === found);
      if (owner !== found)
        tally.defect('owner', place, `${wanted.kind} in “${model.name}”`, `in “${owner?.name}”`);
      scoreLayer(place, wanted, layer, tally);
    }
  }
  for (const [layer, { name }] of free) {
    tally.defect(
      'false layer',
      placeText(file, placeOf(layer.range)),
      'nothing',
      `${layer.kind} in “${name}”`,
    );
  }
  for (let index = 0; index < all; index++) tally.count('layer precision', index >= free.size);
}

/** The layer inside a wrapper may be listed beside it. */
function withLayerInside(layer: ExpectedLayer): ExpectedLayer[] {
  const { wrapped, line, cell } = layer;
  return wrapped ? [layer, { kind: wrapped, line, cell, optional: true }] : [layer];
}

const isLayer = ({ kind, line, cell }: ExpectedLayer, { kind: got, range }: LayerDefinition) =>
  got === kind && range.startLine === line && range.cell === cell;

const inWrittenOrder = ([a]: [LayerDefinition, unknown], [b]: [LayerDefinition, unknown]) =>
  a.range.from - b.range.from;

function layersAt(place: ExpectedPlace, models: ModelDefinition[]): string {
  const kinds = models
    .flatMap(({ layers }) => layers)
    .filter(({ range }) => range.startLine === place.line && range.cell === place.cell)
    .map(({ kind }) => kind);
  return kinds.join(', ') || 'nothing';
}

function scoreLayer(place: string, wanted: ExpectedLayer, layer: LayerDefinition, tally: Tally): void {
  for (const [name, setting] of Object.entries(wanted.settings ?? {})) {
    scoreSetting(`${place} ${layer.kind}.${name}`, setting, settingOf(layer, name), tally);
  }
  const marks: [string, unknown, unknown][] = [];
  if (wanted.context) marks.push(['context', [...wanted.context].sort(), [...(layer.context ?? [])].sort()]);
  if (wanted.count !== undefined)
    marks.push(['count', wanted.count, layer.count === undefined ? 1 : layer.count]);
  if (wanted.wrapped) marks.push(['layer inside', wanted.wrapped, layer.wrapped?.kind]);
  for (const [name, expected, got] of marks) {
    const right = isDeepStrictEqual(expected, got);
    tally.count('marks', right);
    if (!right)
      tally.defect(name, `${place} ${layer.kind}`, JSON.stringify(expected), JSON.stringify(got) ?? 'none');
  }
}

type Found = Pick<Setting<unknown>, 'value'> & Partial<Pick<Setting<unknown>, 'origin'>>;

function settingOf(layer: LayerDefinition, name: string): Found {
  if (name !== 'l1' && name !== 'l2') {
    return (layer.settings as Record<string, Setting<unknown> | undefined>)[name] ?? { value: undefined };
  }
  if (layer.kernelPenaltyUnknown) return { value: undefined };
  return { value: layer.kernelPenalty ? layer.kernelPenalty[name] : 0 };
}

/** Arithmetic such as 1 − 0.8 is rounded by the machine. */
function isSame(value: unknown, wanted: unknown): boolean {
  if (typeof value !== 'number' || typeof wanted !== 'number') return isDeepStrictEqual(value, wanted);
  return Math.abs(value - wanted) <= 1e-9 * Math.abs(wanted);
}

function scoreSetting(place: string, wanted: ExpectedSetting, found: Found, tally: Tally): void {
  const value = found.value ?? null;
  const right = isSame(value, wanted.value) || (wanted.orUnknown === true && value === null);
  tally.count('values', right);
  if (!right) {
    const what = value === null ? 'value not seen' : 'wrong value';
    tally.defect(what, place, JSON.stringify(wanted.value), JSON.stringify(value));
  } else if (wanted.origin && found.origin && value !== null) {
    tally.count('origins', found.origin === wanted.origin);
    if (found.origin !== wanted.origin) tally.defect('origin', place, wanted.origin, found.origin);
  }
}
