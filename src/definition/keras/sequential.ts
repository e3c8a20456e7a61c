/** Reads every Keras `Sequential` of a Python file: the list form and the `.add` form. */
import type { SyntaxNode } from '@lezer/common';
import type { LayerDefinition, ModelDefinition, Shape, UnreadableLayers, WrappedLayer } from '../model.ts';
import { hasError, type PythonSource, rangeOf } from '../python/syntax.ts';
import { withShapes } from '../shapes.ts';
import { bindArguments } from './arguments.ts';
import { type Addition, additionsTo, type Construction, type Survey, surveyOf } from './construction.ts';
import { type Item, listStatement, readList, sameBody } from './elements.ts';
import type { LayerDraft } from './layers.ts';
import { defaultNames } from './naming.ts';

export function readSequentials(source: PythonSource): ModelDefinition[] {
  const survey = surveyOf(source);
  return survey.constructions.map((construction) => readConstruction(source, construction, survey));
}

function readConstruction(source: PythonSource, construction: Construction, survey: Survey): ModelDefinition {
  const list = layerList(source, construction.call);
  const listed = list ? readList(source, list) : [];
  const additions = additionsTo(source, construction, survey);
  const items = [
    ...listed,
    ...brokenItem(construction.statement),
    ...additions.flatMap(({ item, statement }) => [item, ...brokenItem(statement)]),
  ];
  const { layers, unreadable, inputShape } = assemble(source, items);
  const definition: ModelDefinition = {
    name: construction.name,
    framework: 'keras',
    style: 'sequential',
    range: rangeOf(source, extentOf(source, construction, list, additions)),
    anchor: rangeOf(source, anchorOf(construction.call)),
    form: listed.length > 0 ? 'list' : 'add',
    layers,
    ...(unreadable.length > 0 && { unreadable }),
  };
  return withShapes(definition, inputShape);
}

/** A statement that is still being typed may have swallowed layers below it. */
function brokenItem(statement: SyntaxNode): Item[] {
  return hasError(statement)
    ? [{ kind: 'unreadable', node: statement, what: 'code that is not complete' }]
    : [];
}

/** The expression given as the layer list, if any. */
function layerList(source: PythonSource, call: SyntaxNode): SyntaxNode | undefined {
  const args = bindArguments(source, call, ['layers', 'name']);
  const argument = args.find('layers') ?? args.spread;
  return argument && argument.value.name !== 'None' ? argument.value : undefined;
}

interface Assembled {
  layers: LayerDefinition[];
  unreadable: UnreadableLayers[];
  inputShape?: Shape;
}

function assemble(source: PythonSource, items: Item[]): Assembled {
  const nameFor = defaultNames();
  const layers: LayerDefinition[] = [];
  const unreadable: UnreadableLayers[] = [];
  for (const item of items) {
    if (item.kind === 'unreadable') {
      unreadable.push({ before: layers.length, range: rangeOf(source, item.node), what: item.what });
      continue;
    }
    const { wrapped, ...layer } = item.draft.layer;
    layers.push({
      ...layer,
      name: layer.name ?? nameFor(layer.kind),
      ...(wrapped && { wrapped: named(wrapped, nameFor) }),
      slot: rangeOf(source, item.slot),
      ...(item.target !== undefined && { target: item.target }),
    });
  }
  // Only the first layer's declaration counts: Keras ignores it anywhere else.
  const first = items[0];
  const inputShape = first?.kind === 'layer' ? first.draft.declaredInput : undefined;
  return { layers, unreadable, inputShape };
}

/** Bidirectional holds a layer; Keras names that one, too. */
function named({ wrapped, ...layer }: LayerDraft['layer'], nameFor: (kind: string) => string): WrappedLayer {
  const name = layer.name ?? nameFor(layer.kind);
  return { ...layer, name, ...(wrapped && { wrapped: named(wrapped, nameFor) }) };
}

/** From the first to the last statement that builds the model. */
function extentOf(
  source: PythonSource,
  { call, statement }: Construction,
  list: SyntaxNode | undefined,
  additions: Addition[],
): { from: number; to: number } {
  const assigned = list && listStatement(source, list);
  const parts = [statement, ...additions.map((addition) => addition.statement)];
  if (assigned) parts.push(assigned);
  const own = parts.filter((part) => sameBody(source, part, call));
  return {
    from: Math.min(call.from, ...own.map((part) => part.from)),
    to: Math.max(call.to, ...own.map((part) => part.to)),
  };
}

/** `keras.Sequential(`: the callee and its parenthesis. */
function anchorOf(call: SyntaxNode): { from: number; to: number } {
  const parenthesis = call.getChild('ArgList');
  return { from: call.from, to: parenthesis ? parenthesis.from + 1 : call.to };
}
