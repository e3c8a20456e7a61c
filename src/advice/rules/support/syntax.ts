/** The syntax of a file at a place, as it was read: a rule that only looks needs no parse of its own. */
import type { SourceRange } from '../../../definition/model.ts';
import { offsetInCell, rangeOf } from '../../../definition/program/lines.ts';
import type {
  Expression,
  ExpressionOf,
  Piece,
  Place,
  Program,
  Statement,
  Target,
} from '../../../definition/program/program.ts';
import type { SourceReading } from '../../../definition/reading.ts';
import { programOf } from '../../../definition/source.ts';
import type { RuleContext } from '../../rule.ts';

export type Node = Statement | Expression | Target;
export type NodeOf<Type extends Node['type']> = Extract<Node, { type: Type }>;

/** Where the beginning of a range is, relative to its piece. */
export function locationOf(
  reading: SourceReading,
  { from, cell }: SourceRange,
): { piece: Piece; offset: number } | undefined {
  const program = programOf(reading);
  const at = program && (cell === undefined ? from : offsetInCell(program, cell, from));
  const piece = at === undefined ? undefined : pieceAt(program!, at);
  return piece && { piece, offset: at! - piece.start };
}

/** What stands around the beginning of a range, innermost first. */
export function nodesAround(reading: SourceReading, range: SourceRange): Node[] {
  const found: Node[] = [];
  const place = locationOf(reading, range);
  if (place) descend(place.piece.statements, place.offset, found);
  return found.reverse();
}

function pieceAt({ pieces }: Program, offset: number) {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (pieces[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return pieces[low];
}

function descend(part: object, offset: number, found: Node[]): void {
  eachPart(part, (inner) => {
    const { from, to, type } = inner as Partial<Node>;
    if (from !== undefined && !(from <= offset && offset < to!)) return;
    if (from !== undefined && type !== undefined) found.push(inner as Node);
    descend(inner, offset, found);
  });
}

/** Everything that a part of the syntax is made of: nodes, and lists and records of them. */
export function eachPart(part: object, visit: (inner: object, key: string) => void): void {
  for (const key in part) {
    if (key === 'piece' || key === 'nameAt') continue;
    const inner = (part as Record<string, unknown>)[key];
    if (typeof inner === 'object' && inner !== null) visit(inner, key);
  }
}

/** The call that stands exactly at a place. */
export function callAt(reading: SourceReading, range: SourceRange): ExpressionOf<'call'> | undefined {
  const length = range.to - range.from;
  return nodesAround(reading, range)
    .filter((node) => node.type === 'call')
    .findLast(({ from, to }) => to - from === length);
}

/** The last name of what is called: `Dense` of `tf.keras.layers.Dense(…)`. */
export function calledName({ callee }: ExpressionOf<'call'>): string | undefined {
  return callee.type === 'name' || callee.type === 'member' ? callee.name : undefined;
}

/** A part of the syntax as it is written. */
export const writtenAt = ({ text }: Pick<Program, 'text'>, { piece, from, to }: Place): string =>
  text.slice(piece.start + from, piece.start + to);

export const rangeOfNode = ({ reading }: RuleContext, node: Place): SourceRange =>
  rangeOf(programOf(reading)!, node);

/** The assignments and expressions that stand as statements, in the order of the file. */
export function simpleStatements(reading: SourceReading): Statement[] {
  const found: Statement[] = [];
  const visit = (part: object): void => {
    const node = part as Node;
    if (node.type === 'assign' || node.type === 'expression') found.push(node);
    else eachPart(part, visit);
  };
  for (const { statements } of programOf(reading)?.pieces ?? []) visit(statements);
  return found;
}
