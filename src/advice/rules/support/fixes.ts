/** Fixes of findings about one layer, with the toolkit of edits. */
import type { LayerDefinition, Setting, SourceRange } from '../../../definition/model.ts';
import type { SourceReading } from '../../../definition/reading.ts';
import { programOf, readSource } from '../../../definition/source.ts';
import { removeArgument } from '../../edit/arguments.ts';
import { removeLayer } from '../../edit/layers.ts';
import { type Editable, editable } from '../../edit/source.ts';
import { type Expectation, verified } from '../../edit/verified.ts';
import type { TextEdit } from '../../edits.ts';
import type { Fix, RuleContext } from '../../rule.ts';
import { labelOf } from './words.ts';

/** The text that a place stands in, ready for edits. */
export function sourceAt({ reading, textOf }: RuleContext, { cell }: SourceRange): Editable {
  return editable(
    reading.language,
    textOf(cell),
    cell === undefined ? [] : cellsAbove(reading, cell).map(textOf),
  );
}

/** Code cells above one: most often the imports stand in a cell of their own. */
const cellsAbove = (reading: SourceReading, cell: number): number[] =>
  (programOf(reading)?.lines.cells ?? []).map(({ number }) => number).filter((number) => number < cell);

/** A fix out of edits that may not be possible. */
export function fixOf(title: string, edits: TextEdit[] | undefined, safe = false): Fix | undefined {
  return edits && edits.length > 0 ? { title, edits, safe } : undefined;
}

/** A fix before it is known whether it can be made. */
interface Proposal {
  title: string;
  /** Undefined where the place is not plain enough. */
  edits: TextEdit[] | undefined;
  safe?: boolean;
}

/** A fix, once the edited file was read again and means what is expected and nothing else. */
export function checkedFix(
  context: RuleContext,
  { title, edits, safe = false }: Proposal,
  ...expectations: Expectation[]
): Fix | undefined {
  const { reading, textOf } = context;
  // A cell alone cannot be read again: its names come from the others.
  if (reading.notebook) return fixOf(title, edits, safe);
  const read = context.read ?? ((text: string) => readSource(reading.file, text));
  const before = { text: textOf(), reading, read: (text: string) => read(text) };
  for (const expectation of expectations) {
    const checked = verified(before, edits, expectation);
    if (checked) return { title, edits: checked, safe };
  }
  return undefined;
}

/** Writes another expression in the place of a setting that is a literal. */
export function replaceLiteral(setting: Setting<unknown>, text: string, title: string): Fix | undefined {
  return setting.origin === 'literal' && setting.range ? replaceAt(setting.range, text, title) : undefined;
}

export const replaceAt = ({ from, to }: SourceRange, text: string, title: string): Fix => ({
  title,
  edits: [{ from, to, text }],
  safe: false,
});

/** A layer as edits take it: only where its call makes one layer. */
export const isPlain = ({ count = 1, context }: LayerDefinition): boolean => count === 1 && !context?.length;

/** Takes the argument away that stands at a place. */
export function withoutArgument(
  context: RuleContext,
  layer: LayerDefinition,
  place: SourceRange,
): Fix | undefined {
  const argument = layer.arguments?.find(({ range }) => range.from === place.from)?.name;
  if (argument === undefined) return undefined;
  const edits = removeArgument(sourceAt(context, layer.range), layer.range, argument, layer.arguments);
  return checkedFix(context, { title: `Remove ${argument}`, edits }, { layers: [layer] });
}

/** Takes a layer away. */
export function withoutLayer(context: RuleContext, layer: LayerDefinition, safe = false): Fix | undefined {
  if (!isPlain(layer)) return undefined;
  const edits = removeLayer(sourceAt(context, layer.range), layer);
  return checkedFix(context, { title: `Remove ${labelOf(layer)}`, edits, safe }, { layers: [layer] });
}
