/** The one door to everything that is read from a source file. */
import { dependentsOf } from './dependencies.ts';
import { assemble } from './interpret/assemble.ts';
import type { Framework } from './interpret/framework.ts';
import { interpret } from './interpret/interpreter.ts';
import { moduleBindings } from './interpret/makeMachine.ts';
import type { Ranges } from './interpret/ranges.ts';
import { keras } from './keras/framework.ts';
import type { ModelDefinition, SourceRange } from './model.ts';
import { isReadable } from './program/languages.ts';
import { rangeBetween, rangeOf } from './program/lines.ts';
import { type OpenProgram, openProgram } from './program/open.ts';
import type { Piece, Program } from './program/program.ts';
import { pytorch } from './pytorch/framework.ts';
import type { SourceReading } from './reading.ts';
import type { Surrounding } from './surroundings.ts';
import { tfjs } from './tfjs/framework.ts';

export { isReadable };

const FRAMEWORKS: Record<Program['language'], Framework[]> = {
  python: [keras, pytorch],
  javascript: [tfjs],
};

/**
 * A source whose text changes while it is typed. What did not change is not parsed again, and what does not depend on
 * the change is not followed again; its ranges are moved, so that after `change` only the new reading is valid.
 */
export interface OpenSource {
  reading: SourceReading;
  change(text: string): OpenSource;
}

/**
 * Everything that is read from a file's text: models, what stands around them, comments. The language is chosen by the
 * file's extension. Half-typed text is read as far as it goes; a file of another kind has nothing.
 *
 * @throws UserError for a notebook that is not one
 */
export function readSource(file: string, text: string): SourceReading {
  return openSource(file, text).reading;
}

/** @throws as {@link readSource} */
export function openSource(file: string, text: string): OpenSource {
  const opened = openProgram(file, text);
  return opened
    ? follow(file, opened, partsOf(opened.program))
    : { reading: nothing(file), change: (changed) => openSource(file, changed) };
}

/** The model definitions of a file, in its order. */
export function readDefinitions(file: string, text: string): ModelDefinition[] {
  return readSource(file, text).models;
}

/** @param program e.g. of the cells of a notebook that is open in an editor */
export function readProgram(file: string, program: Program): SourceReading {
  return readingOf(file, program, partsOf(program));
}

/** What was read in one piece of a program. */
interface Part {
  models: ModelDefinition[];
  facts: Surrounding[];
  ranges: Ranges;
}

type Parts = Map<Piece, Part>;

function follow(file: string, opened: OpenProgram, parts: Parts): OpenSource {
  return {
    reading: readingOf(file, opened.program, parts),
    change: (text) => {
      const changed = opened.change(text);
      return follow(file, changed, changedParts(changed.program, parts));
    },
  };
}

/** The frameworks that the file imports answer first: what tensors and unknown objects do is theirs. */
function frameworksOf({ language, pieces }: Program): Framework[] {
  const modules = pieces.flatMap(({ statements }) =>
    statements.flatMap((statement) =>
      statement.type === 'import'
        ? [...statement.names.map(({ module }) => module), statement.star ?? '']
        : [],
    ),
  );
  const isUsed = ({ canonical }: Framework): boolean =>
    modules.some((module) => canonical(module) !== undefined);
  const frameworks = FRAMEWORKS[language];
  return [...frameworks.filter(isUsed), ...frameworks.filter((framework) => !isUsed(framework))];
}

/** Follows a program, or the pieces of it that are needed; every piece has a part. */
function partsOf(program: Program, pieces = program.pieces): Parts {
  const counts = moduleBindings(program);
  const interpretation = interpret({ ...program, pieces }, frameworksOf(program), counts, program);
  const { ranges, facts } = interpretation.machine;
  const parts: Parts = new Map(pieces.map((piece) => [piece, { models: [], facts: [], ranges }]));
  for (const { model, piece } of assemble(interpretation)) parts.get(piece)?.models.push(model);
  for (const fact of facts.values()) parts.get(pieceAt(program, fact.range.from))?.facts.push(fact);
  return parts;
}

/** The piece that holds an offset; of notebooks, whose offsets are counted within cells, any. */
function pieceAt({ pieces }: Program, offset: number): Piece {
  return pieces.findLast(({ start }) => start <= offset) ?? pieces[0]!;
}

/** The parts after a change: those that do not depend on it are kept and moved. */
function changedParts(program: Program, before: Parts): Parts {
  // Cells are counted from their own beginning: their ranges cannot be moved as offsets of one text.
  const dependents = program.lines.cells ? undefined : dependentsOf(program, before.keys());
  if (!dependents) return partsOf(program);
  const { affected, needed } = dependents;
  const again = partsOf(program, needed);
  const parts: Parts = new Map();
  for (const piece of program.pieces) {
    const part = affected.has(piece) ? again.get(piece) : before.get(piece);
    if (part) parts.set(piece, part);
  }
  for (const ranges of new Set([...parts.values()].map((part) => part.ranges))) ranges.move(program);
  return parts;
}

const programs = new WeakMap<SourceReading, Program>();

/** The program that a reading was made of; valid as long as the reading is. A file that is not read has none. */
export const programOf = (reading: SourceReading): Program | undefined => programs.get(reading);

function readingOf(file: string, program: Program, parts: Parts): SourceReading {
  const all = program.pieces.flatMap((piece) => parts.get(piece) ?? []);
  const reading: SourceReading = {
    file,
    language: program.language,
    notebook: program.lines.cells !== undefined,
    models: inOrder(all.flatMap(({ models }) => models)),
    surroundings: inOrder(all.flatMap(({ facts }) => facts)),
    comments: program.pieces.flatMap((piece) =>
      piece.comments.map((comment) => ({ text: comment.text, range: rangeOf(program, comment) })),
    ),
    broken: program.pieces.flatMap((piece, index) => {
      if (!piece.broken) return [];
      const text = program.text.slice(piece.start, program.pieces[index + 1]?.start);
      return [rangeBetween(program, piece.start, piece.start + text.trimEnd().length)];
    }),
  };
  programs.set(reading, program);
  return reading;
}

function inOrder<Placed extends { range: SourceRange }>(found: Placed[]): Placed[] {
  return found.sort((a, b) => (a.range.cell ?? 0) - (b.range.cell ?? 0) || a.range.from - b.range.from);
}

function nothing(file: string): SourceReading {
  return {
    file,
    language: 'python',
    notebook: false,
    models: [],
    surroundings: [],
    comments: [],
    broken: [],
  };
}
