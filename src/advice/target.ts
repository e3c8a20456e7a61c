/** The definition that an edit is for, with its syntax: what every kind of edit starts from. */
import type { SyntaxNode } from '@lezer/common';
import type { LayerDefinition, ModelDefinition } from '../definition/model.ts';
import type { Settings } from '../experiment/experiment.ts';
import { callAt, elementsOf } from './edit/calls.ts';
import { type Editable, nodeAt, type Span } from './edit/source.ts';
import { statementsBeside } from './edit/statements.ts';

export interface EditTarget {
  source: Editable;
  definition: ModelDefinition;
  settings: Settings;
}

/** Thrown inside this room when a place cannot be edited safely; its message is a sentence for the user. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** `“dense_1” (line 9)` */
export function placeOf({ name, range }: LayerDefinition): string {
  return `“${name}” (line ${range.startLine})`;
}

/** One call that makes several layers, or one that may not be there, is not what was measured. */
function refuseRepeated(layer: LayerDefinition): void {
  if (layer.count === undefined || layer.count === 1) return;
  throw new Refusal(
    `The layer ${placeOf(layer)} is made more than once by one call, so it cannot be edited alone.`,
  );
}

export function callOf({ source }: EditTarget, layer: LayerDefinition): SyntaxNode {
  refuseRepeated(layer);
  const call = callAt(source, layer.range);
  if (!call) throw new Refusal(`The layer ${placeOf(layer)} is not where it was read.`);
  return call;
}

/** The list element or statement that holds a layer, with its neighbours. */
export interface Slot {
  node: SyntaxNode;
  kind: 'element' | 'statement';
  previous?: Span;
  next?: Span;
}

const LIST = /^(ArrayExpression|TupleExpression)$/;

export function slotOf({ source }: EditTarget, layer: LayerDefinition): Slot {
  refuseRepeated(layer);
  const node = nodeAt(
    source,
    layer.slot,
    (candidate) => candidate.name === 'ExpressionStatement' || LIST.test(candidate.parent?.name ?? ''),
  );
  if (!node?.parent) throw new Refusal(`The place of ${placeOf(layer)} in its list cannot be edited.`);
  const isStatement = node.name === 'ExpressionStatement';
  const places = isStatement ? joinedStatements(node) : elementsOf(node.parent);
  const index = places.findIndex((place) => place.from === node.from);
  return {
    node,
    kind: isStatement ? 'statement' : 'element',
    previous: places[index - 1],
    next: places[index + 1],
  };
}

/** Statements on one line are joined by `;`; others have no neighbours to mind. */
const joinedStatements = (node: SyntaxNode): Span[] =>
  node.parent?.name === 'StatementGroup' ? statementsBeside(node) : [];
