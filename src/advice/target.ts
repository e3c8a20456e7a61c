/** The definition that an edit is for, with its syntax: what every kind of edit starts from. */
import type { SyntaxNode } from '@lezer/common';
import type { LayerDefinition, ModelDefinition } from '../definition/model.ts';
import { lookUp } from '../definition/python/names.ts';
import { childrenOf, commaGroups, nodeAt, type PythonSource, textOf } from '../definition/python/syntax.ts';
import type { Settings } from '../experiment/experiment.ts';

export interface EditTarget {
  source: PythonSource;
  definition: ModelDefinition;
  settings: Settings;
  /** The call of `Sequential`. */
  construction: SyntaxNode;
}

/** Thrown inside this room when a place cannot be edited safely; its message is a sentence for the user. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** `“dense_1” (line 9)` */
export function placeOf({ name, range }: LayerDefinition): string {
  return `“${name}” (line ${range.startLine})`;
}

export function callOf({ source }: EditTarget, layer: LayerDefinition): SyntaxNode {
  const call = nodeAt(source, layer.range, (node) => node.name === 'CallExpression');
  if (!call) throw new Refusal(`The layer ${placeOf(layer)} is not where it was read.`);
  return call;
}

/** The list element or statement that holds a layer, with its neighbours. */
export interface Slot {
  node: SyntaxNode;
  kind: 'element' | 'statement';
  previous?: { from: number; to: number };
  next?: { from: number; to: number };
}

const LIST = /^(ArrayExpression|TupleExpression)$/;

export function slotOf({ source }: EditTarget, layer: LayerDefinition): Slot {
  const node = nodeAt(
    source,
    layer.slot,
    (candidate) => candidate.name === 'ExpressionStatement' || LIST.test(candidate.parent?.name ?? ''),
  );
  if (!node?.parent) throw new Refusal(`The place of ${placeOf(layer)} in its list cannot be edited.`);
  const isStatement = node.name === 'ExpressionStatement';
  const places = isStatement ? statementsBeside(node.parent) : elementsOf(node.parent);
  const index = places.findIndex((place) => place.from === node.from);
  return {
    node,
    kind: isStatement ? 'statement' : 'element',
    previous: places[index - 1],
    next: places[index + 1],
  };
}

function elementsOf(list: SyntaxNode): { from: number; to: number }[] {
  return commaGroups(list).map((group) => ({ from: group[0]!.from, to: group.at(-1)!.to }));
}

/** Statements on one line are joined by `;`; others have no neighbours to mind. */
function statementsBeside(parent: SyntaxNode): { from: number; to: number }[] {
  return parent.name === 'StatementGroup' ? childrenOf(parent).filter((child) => child.name !== ';') : [];
}

/** The places where a variable is used, its assignment left out. */
export function usesOf(source: PythonSource, name: SyntaxNode): SyntaxNode[] {
  const text = textOf(source, name);
  const found = lookUp(source, text, name);
  const assignments = found?.bindings.map((binding) => binding.node.from) ?? [];
  const uses: SyntaxNode[] = [];
  source.tree.iterate({
    enter(ref) {
      if (ref.name !== 'VariableName' || textOf(source, ref) !== text) return;
      const { node } = ref;
      const assigns = node.parent?.name === 'AssignStatement' && assignments.includes(node.parent.from);
      const isKeyword = node.parent?.name === 'ArgList' && node.nextSibling?.name === 'AssignOp';
      if (assigns || isKeyword || lookUp(source, text, node)?.scope !== found?.scope) return;
      uses.push(node);
    },
  });
  return uses;
}
