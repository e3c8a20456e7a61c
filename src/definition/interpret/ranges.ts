/** Source ranges that move with the pieces of a program that they stand in. */
import type { SourceRange } from '../model.ts';
import { lineAt, rangeBetween } from '../program/lines.ts';
import type { Piece, Place, Program } from '../program/program.ts';

/** Ranges of one following of a program. */
export class Ranges {
  private readonly entries: { range: SourceRange; first: Piece; last: Piece }[] = [];
  private readonly starts = new Map<Piece, { start: number; line: number }>();
  private readonly program: Program;

  constructor(program: Program) {
    this.program = program;
    for (const piece of program.pieces) this.starts.set(piece, positionOf(piece, program));
  }

  of(place: Place): SourceRange {
    return this.across(place, place);
  }

  /** From the beginning of one place to the end of another. */
  across(first: Place, last: Place): SourceRange {
    const range = rangeBetween(this.program, first.piece.start + first.from, last.piece.start + last.to);
    this.entries.push({ range, first: first.piece, last: last.piece });
    return range;
  }

  /** Moves every range to where its pieces stand in a later state of the program. */
  move(program: Program): void {
    const moved = new Map<Piece, { offset: number; lines: number }>();
    for (const [piece, before] of this.starts) {
      if (piece.start === before.start) continue;
      const after = positionOf(piece, program);
      moved.set(piece, { offset: after.start - before.start, lines: after.line - before.line });
      this.starts.set(piece, after);
    }
    if (moved.size === 0) return;
    for (const { range, first, last } of this.entries) {
      const start = moved.get(first);
      const end = moved.get(last);
      if (start) {
        range.from += start.offset;
        range.startLine += start.lines;
      }
      if (end) {
        range.to += end.offset;
        range.endLine += end.lines;
      }
    }
  }
}

function positionOf({ start }: Piece, { lines }: Program): { start: number; line: number } {
  return { start, line: lineAt(lines, start) };
}
