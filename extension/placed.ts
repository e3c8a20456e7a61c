/** Definitions at their lines in an editor: they move with edits, and stay while the text is broken. */
import type { Around } from '../src/definition/describe.ts';
import type { ModelDefinition, SourceRange } from '../src/definition/model.ts';
import { type LineChange, shiftLine } from './lines.ts';

/** A definition and the 0-based line that its lenses stand above. */
export interface PlacedDefinition {
  definition: ModelDefinition;
  line: number;
  around?: Around;
}

export function shiftPlaced(placed: PlacedDefinition[], change: LineChange): PlacedDefinition[] {
  return placed.map((model) => ({ ...model, line: shiftLine(model.line, change) }));
}

/**
 * What is shown of a text with broken parts: the definitions that are found, and those from before that such a part hides
 * or cuts. Models of one name are told apart by their order.
 */
export function keptModels(
  before: PlacedDefinition[],
  found: PlacedDefinition[],
  broken: SourceRange[],
): PlacedDefinition[] {
  const now = byPlace(found);
  const shown = new Map(now);
  for (const [key, model] of byPlace(before)) {
    const isTouched = broken.some((range) => touches(model, range));
    if (isTouched && isWorse(model, now.get(key))) shown.set(key, model);
  }
  return [...shown.values()].sort((a, b) => a.line - b.line);
}

/** Whether a part of the text reaches into the lines where the definition stands by now. */
function touches({ definition: { anchor, range }, line }: PlacedDefinition, part: SourceRange): boolean {
  const first = line + 1 - (anchor.startLine - range.startLine);
  // A line may have been added where it broke.
  const last = first + (range.endLine - range.startLine) + 1;
  return part.startLine <= last && part.endLine >= first;
}

function byPlace(placed: PlacedDefinition[]): Map<string, PlacedDefinition> {
  const counts = new Map<string, number>();
  return new Map(
    placed.map((model) => {
      const { name } = model.definition;
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return [`${name} ${count}`, model];
    }),
  );
}

function isWorse({ definition }: PlacedDefinition, now: PlacedDefinition | undefined): boolean {
  if (!now) return true;
  const lost = definition.parameters !== undefined && now.definition.parameters === undefined;
  return lost || now.definition.layers.length < definition.layers.length;
}
