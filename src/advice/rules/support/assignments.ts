/** Functions, and what variables are given in them, as far as it is the call of something by name. */
import type { SourceRange } from '../../../definition/model.ts';
import { rangeOf } from '../../../definition/program/lines.ts';
import type { Expression, Piece, Place, Program, Target } from '../../../definition/program/program.ts';
import type { SourceReading } from '../../../definition/reading.ts';
import { programOf } from '../../../definition/source.ts';
import { calledName, eachPart, locationOf, type Node, type NodeOf, writtenAt } from './syntax.ts';

export type FunctionNode = NodeOf<'function'>;

export interface Assignment {
  /** The variable or attribute as it is written: `model`, `self.net`. */
  target: string;
  /** Last name of what is called, `Net` of `nets.Net(10).to(device)`; undefined for anything else. */
  maker?: string;
  at: number;
  /** Of a notebook: the cell that it stands in. */
  cell?: number;
  /** The column of the statement: how deep it stands. */
  column: number;
  /** The innermost function around it. */
  inside?: FunctionNode;
}

/** An assignment of a piece, before it is known where the piece stands. */
type Found = Pick<Assignment, 'target' | 'maker' | 'inside'> & { place: Place };

type ByTarget<Of> = Map<string, Of[]>;

const located = new WeakMap<SourceReading, ByTarget<Assignment>>();

/** Every plain assignment to a variable or attribute, in the order of the file. */
export function assignmentsTo(reading: SourceReading, target: string): Assignment[] {
  const program = programOf(reading);
  if (!program) return [];
  const byTarget = located.get(reading) ?? new Map<string, Assignment[]>();
  located.set(reading, byTarget);
  const found =
    byTarget.get(target) ??
    program.pieces.flatMap((piece) =>
      (scopesOf(piece, program).assignments.get(target) ?? []).map((each) => locate(each, program)),
    );
  byTarget.set(target, found);
  return found;
}

function locate({ place, ...found }: Found, program: Program): Assignment {
  const { from, startColumn, cell } = rangeOf(program, place);
  return { ...found, at: from, column: startColumn - 1, ...(cell !== undefined && { cell }) };
}

/** The functions around a place, innermost first. */
export function functionsAround(reading: SourceReading, range: SourceRange): FunctionNode[] {
  const place = locationOf(reading, range);
  if (!place) return [];
  const { functions } = scopesOf(place.piece, programOf(reading)!);
  return functions.filter(({ from, to }) => from <= place.offset && place.offset < to).reverse();
}

/** What a piece binds, and its functions, outer ones first. */
interface Scopes {
  assignments: ByTarget<Found>;
  functions: FunctionNode[];
}

const known = new WeakMap<Piece, Scopes>();

function scopesOf(piece: Piece, program: Program): Scopes {
  const before = known.get(piece);
  if (before) return before;
  const collector = new Collector(program);
  collector.collect(piece.statements);
  known.set(piece, collector);
  return collector;
}

/** Where statements have others inside them. Expressions of Python have none. */
const BLOCKS = new Set(['body', 'then', 'otherwise', 'handlers', 'final', 'cases']);

class Collector implements Scopes {
  readonly assignments: ByTarget<Found> = new Map();
  readonly functions: FunctionNode[] = [];
  private readonly program: Program;

  constructor(program: Program) {
    this.program = program;
  }

  collect(part: object, inside?: FunctionNode): void {
    const node = part as Node;
    if (node.type === 'function') this.functions.push(node);
    const around = node.type === 'function' ? node : inside;
    if (node.type === 'assign' && node.value && node.operator === undefined) {
      for (const target of node.targets) this.add(target, node.value, node, inside);
    } else if (node.type === 'assignment') {
      this.add(node.target, node.value, node, inside);
    } else if (node.type === 'class') {
      // What a class gives its own names is not seen outside of it.
      for (const member of node.body) if (member.type !== 'assign') this.collect(member, inside);
      return;
    }
    const isSearched =
      this.program.language === 'javascript' || Array.isArray(part)
        ? () => true
        : (key: string) => BLOCKS.has(key);
    eachPart(part, (inner, key) => {
      if (isSearched(key)) this.collect(inner, around);
    });
  }

  private add(target: Target, value: Expression | undefined, place: Place, inside?: FunctionNode): void {
    if (target.type === 'sequence') {
      for (const each of target.targets) if (each) this.add(each, undefined, place, inside);
    }
    if (target.type !== 'name' && target.type !== 'member') return;
    const written = writtenAt(this.program, target);
    const maker = value && makerOf(value, written, this.program);
    if (maker === 'itself') return;
    const found: Found = { target: written, ...maker, inside, place };
    const before = this.assignments.get(written);
    if (before) before.push(found);
    else this.assignments.set(written, [found]);
  }
}

/** Methods that give back the model that they are called of. */
const SAME = /^(to|cuda|cpu|half|float|double|train|eval)$/;
/** Functions that give back the model that they are given. */
const WRAPPERS = /^(DataParallel|DistributedDataParallel|compile|prepare|script)$/;

/** Who makes a value; `itself` where the variable keeps what it was. */
function makerOf(
  value: Expression,
  target: string,
  program: Program,
): { maker: string } | 'itself' | undefined {
  if (value.type !== 'call') return undefined;
  const { callee, arguments: given } = value;
  const maker = calledName(value);
  if (maker === undefined) return undefined;
  if (callee.type === 'member' && SAME.test(maker)) {
    const { object } = callee;
    return writtenAt(program, object) === target ? 'itself' : makerOf(object, target, program);
  }
  const isGiven = given[0] !== undefined && writtenAt(program, given[0].value) === target;
  return WRAPPERS.test(maker) && isGiven ? 'itself' : { maker };
}
