/** Edits that put a layer behind another one, take one away, or move one. */
import type { SyntaxNode } from '@lezer/common';
import type { LayerDefinition } from '../../definition/model.ts';
import type { TextEdit } from '../edits.ts';
import { applied, applyAfter, isCompanion, isStep, removeApplication, variableOf } from './applications.ts';
import { calledName, calleeOf, elementsOf, isCall, onlyArgument } from './calls.ts';
import { insertAfterItem, removeFrom } from './layout.ts';
import { type Site, siteOf } from './sites.ts';
import { childrenOf, type Editable, textOf } from './source.ts';
import { insertStatementAfter, nextStatement, removeStatement, statementOf } from './statements.ts';

type Layer = Pick<LayerDefinition, 'range'>;
type SiteOf<Kind extends Site['kind']> = Extract<Site, { kind: Kind }>;

/**
 * Puts a new layer behind another one and the activation and normalization that follow it: in a list, by `.add`, as a
 * new line `x = layer(x)`, or as an attribute of the class that is applied in its `forward` or `call`.
 * @param layerText the expression that makes it: `layers.Dropout(0.5)`
 * @returns undefined where the place is not plain: a layer that is shared, applied several times or not at all, chosen
 * by a condition, in a dictionary or made by a helper
 */
export function insertLayerAfter(source: Editable, layer: Layer, layerText: string): TextEdit[] | undefined {
  const site = siteOf(source, layer);
  switch (site?.kind) {
    case 'element': {
      const last = lastElement(source, site);
      return insertAfterItem(source.text, last, layerText);
    }
    case 'pair':
      return insertPair(source, site, layerText);
    case 'add': {
      const last = lastAdded(source, site);
      return insertStatementAfter(source, last, [`${textOf(source, calleeOf(site.call))}(${layerText})`]);
    }
    case 'applied':
      return applyAfter(source, site.application, layerText);
    case 'attribute':
      return insertAttribute(source, site, layerText);
    default:
      return undefined;
  }
}

/** Takes a layer away, with its attribute or variable and every place where it is applied. */
export function removeLayer(source: Editable, layer: Layer): TextEdit[] | undefined {
  const site = siteOf(source, layer);
  if (!site) return undefined;
  return together([
    site.definition ? removeStatement(source, site.definition) : [],
    ...usesIn(site).map((use) => removeUse(source, site, use)),
  ]);
}

/** Where a layer stands in a model: its places in the syntax, without its definition. */
function usesIn(site: Site): SyntaxNode[] {
  switch (site.kind) {
    case 'attribute':
      return site.applications;
    case 'applied':
      return [site.application];
    case 'add':
      return [site.statement];
    default:
      return [site.element];
  }
}

function removeUse(source: Editable, site: Site, use: SyntaxNode): TextEdit[] | undefined {
  if (site.kind === 'add') return removeStatement(source, use);
  if (site.kind === 'applied' || site.kind === 'attribute') return removeApplication(source, use);
  const elements = elementsOf(site.list);
  return elements.length > 1 ? [removeFrom(source.text, elements, use)] : undefined;
}

/** Moves a layer behind a later one of the same model: dropout behind batch normalization. */
export function moveLayerAfter(source: Editable, layer: Layer, after: Layer): TextEdit[] | undefined {
  const moved = siteOf(source, layer);
  const goal = siteOf(source, after);
  if (!moved || !goal) return undefined;
  if ((moved.kind === 'element' || moved.kind === 'pair') && goal.kind === moved.kind) {
    return moveElement(source, moved, goal);
  }
  if (moved.kind === 'add' && goal.kind === 'add') return moveAdded(source, moved, goal);
  const from = applicationIn(moved);
  const to = applicationIn(goal);
  return from && to && moveApplication(source, from, to);
}

/** Undefined when one of the parts is not possible. */
function together(parts: (TextEdit[] | undefined)[]): TextEdit[] | undefined {
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** The last of the activations and normalizations that follow an element. */
function lastElement(source: Editable, { list, element }: SiteOf<'element'>): SyntaxNode {
  const following = childrenOf(list).filter(({ from, name }) => from >= element.to && name !== ',');
  let last = element;
  for (const next of following) {
    if (!isCall(next) || !isCompanion(calledName(source, next))) break;
    last = next;
  }
  return last;
}

function insertPair(source: Editable, { list, element }: SiteOf<'pair'>, layerText: string): TextEdit[] {
  const pairs = childrenOf(list).filter(({ name }) => name === 'TupleExpression');
  const keys = pairs.map((pair) => textOf(source, pair.getChild('String')!).slice(1, -1));
  const quote = source.text[element.getChild('String')!.from]!;
  let last = element;
  for (const next of pairs.filter(({ from }) => from >= element.to)) {
    const value = childrenOf(next)[3];
    if (!value || !isCall(value) || !isCompanion(calledName(source, value))) break;
    last = next;
  }
  const key = freeName(attributeName(layerText), (name) => keys.includes(name));
  return insertAfterItem(source.text, last, `(${quote}${key}${quote}, ${layerText})`);
}

/** The last of the statements below that add an activation or normalization to the same model. */
function lastAdded(source: Editable, { statement, call }: SiteOf<'add'>): SyntaxNode {
  const callee = textOf(source, calleeOf(call));
  let last = statement;
  for (;;) {
    const next = nextStatement(last);
    const nextCall = next?.firstChild;
    const isSame = nextCall && isCall(nextCall) && textOf(source, calleeOf(nextCall)) === callee;
    const layer = isSame ? onlyArgument(source, nextCall) : undefined;
    if (!layer || !isCall(layer) || !isCompanion(calledName(source, layer))) return last;
    last = next!;
  }
}

/** `self.dropout = nn.Dropout(0.5)` behind the layer's attribute, and its application in `forward`. */
function insertAttribute(
  source: Editable,
  { name, definition, applications }: SiteOf<'attribute'>,
  layerText: string,
): TextEdit[] | undefined {
  const [application, ...others] = applications;
  if (!application || others.length > 0) return undefined;
  const object = name.slice(0, name.indexOf('.'));
  const attribute = freeName(attributeName(layerText), (candidate) =>
    new RegExp(`\\b${object}\\.${candidate}\\b`).test(source.text),
  );
  const made = `${object}.${attribute}`;
  return together([
    insertStatementAfter(source, definition, [`${made} = ${layerText}`]),
    applyAfter(source, application, made),
  ]);
}

/** `dropout` for `nn.Dropout(0.5)`. */
function attributeName(layerText: string): string {
  const name = /(\w+)\s*\(/.exec(layerText)?.[1] ?? 'layer';
  return name.replace(/(?<=[a-z0-9])(?=[A-Z][a-z])/g, '_').toLowerCase();
}

function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  const base = wanted.replace(/\d[a-z]?$/, '');
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}${number}`;
    if (!isTaken(name)) return name;
  }
}

function moveElement(
  source: Editable,
  moved: SiteOf<'element' | 'pair'>,
  goal: SiteOf<'element' | 'pair'>,
): TextEdit[] | undefined {
  if (moved.list.from !== goal.list.from) return undefined;
  return [
    removeFrom(source.text, elementsOf(moved.list), moved.element),
    ...insertAfterItem(source.text, goal.element, textOf(source, moved.element)),
  ];
}

function moveAdded(source: Editable, moved: SiteOf<'add'>, goal: SiteOf<'add'>): TextEdit[] | undefined {
  const isSame = moved.statement.parent?.from === goal.statement.parent?.from;
  const callee = textOf(source, calleeOf(moved.call));
  if (!isSame || callee !== textOf(source, calleeOf(goal.call))) return undefined;
  return together([
    removeStatement(source, moved.statement),
    insertStatementAfter(source, goal.statement, [textOf(source, moved.call)]),
  ]);
}

/** The only place where a layer is applied. */
function applicationIn(site: Site): SyntaxNode | undefined {
  if (site.kind === 'applied') return site.application;
  return site.kind === 'attribute' && site.applications.length === 1 ? site.applications[0] : undefined;
}

function moveApplication(source: Editable, moved: SyntaxNode, goal: SyntaxNode): TextEdit[] | undefined {
  const layer = textOf(source, layerIn(source, moved));
  const isInside = goal.from <= moved.from && moved.to <= goal.to;
  if (!isInside && !isChained(source, moved, goal)) return undefined;
  const [before, after] = applied(source, layer, '\0').split('\0') as [string, string];
  const statement = statementOf(goal);
  const name = isInside || !statement ? undefined : variableOf(source, statement, goal);
  const added = name
    ? insertStatementAfter(source, statement!, [`${name} = ${applied(source, layer, name)}`])
    : [
        { from: goal.from, to: goal.from, text: before },
        { from: goal.to, to: goal.to, text: after },
      ];
  return together([removeApplication(source, moved), added]);
}

/** The expression of the layer that is applied: `Dropout(0.5)` of `Dropout(0.5)(x)`. */
const layerIn = (source: Editable, application: SyntaxNode): SyntaxNode =>
  source.language === 'python' ? calleeOf(application) : calleeOf(application).firstChild!;

/** Whether one value flows from the one to the other through statements `x = …(x)` of one block. */
function isChained(source: Editable, moved: SyntaxNode, goal: SyntaxNode): boolean {
  const first = statementOf(moved);
  const last = statementOf(goal);
  const name = first && last && variableOf(source, first, moved);
  if (!name || first.parent?.from !== last.parent?.from) return false;
  for (let statement = nextStatement(first); statement; statement = nextStatement(statement)) {
    if (statement.from === last.from) return isFed(source, goal, name);
    if (!isStep(source, statement, name)) return false;
  }
  return false;
}

/** Whether the innermost argument of an application is the variable. */
function isFed(source: Editable, application: SyntaxNode, name: string): boolean {
  const input = onlyArgument(source, application);
  if (!input) return false;
  return isCall(input) ? isFed(source, input, name) : textOf(source, input) === name;
}
