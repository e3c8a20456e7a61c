/** What rules ask about the code around a model. */
import type { FrameworkName, Setting, SourceRange } from '../../../definition/model.ts';
import type { SourceReading } from '../../../definition/reading.ts';
import type { Surrounding } from '../../../definition/surroundings.ts';
import type { RuleContext } from '../../rule.ts';

/** The facts of one type, in the order of the file; of one framework where it is given. */
export function factsOf<Type extends Surrounding['type']>(
  { surroundings }: SourceReading,
  type: Type,
  framework?: FrameworkName,
): Extract<Surrounding, { type: Type }>[] {
  return surroundings.filter(
    (fact): fact is Extract<Surrounding, { type: Type }> =>
      fact.type === type && (framework === undefined || fact.framework === framework),
  );
}

/** Whether the user wrote the value, or it follows from what they wrote. */
export const isWritten = ({ origin }: Setting<unknown>): boolean =>
  origin !== 'default' && origin !== 'unknown';

/** Whether two ranges begin and end at the same place. */
export const isSameRange = (a: SourceRange, b: SourceRange): boolean =>
  a.from === b.from && a.to === b.to && a.cell === b.cell;

/** The source of a range. */
export const sourceOf = ({ textOf }: RuleContext, { from, to, cell }: SourceRange): string =>
  textOf(cell).slice(from, to);

/** The text of the file; of a notebook, of its code cells down to the last one that something was read from. */
export function wholeText({ reading, textOf }: RuleContext): string {
  if (!reading.notebook) return textOf();
  const parts = [...reading.models, ...reading.surroundings, ...reading.comments];
  const last = Math.max(-1, ...parts.map(({ range }) => range.cell ?? -1));
  // Other cells have no text.
  return Array.from({ length: last + 1 }, (_, cell) => textOf(cell) ?? '').join('\n');
}
