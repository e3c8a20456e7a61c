/** Reads an edited source again: it must say what was meant, and nothing else may have changed. */
import type { FlowNode, LayerDefinition, ModelDefinition, SourceRange } from '../../definition/model.ts';
import type { SourceReading } from '../../definition/reading.ts';
import type { Surrounding } from '../../definition/surroundings.ts';
import { applyEdits, inOrder, type TextEdit } from '../edits.ts';
import { countErrors, editable } from './source.ts';

/** A source before its edits; of a notebook, `text` is that of one cell. */
export interface Before {
  text: string;
  /** Of a notebook: the number of the cell. */
  cell?: number;
  reading: SourceReading;
  /** Reads the whole file with another text in the place of `text`. */
  read(text: string): SourceReading;
}

/** What edits are meant to change; everything else must read as before. */
export interface Expectation {
  /** Layers whose settings change, or which go. */
  layers?: readonly Pick<LayerDefinition, 'range'>[];
  /** Classes of the layers that are new, none unless they are given; `any` number of any class. */
  added?: readonly string[] | 'any';
  /** Kinds of facts around the models that change. */
  surroundings?: readonly Surrounding['type'][];
  /** Whether the source means what it should. */
  means?(after: SourceReading): boolean;
}

/** The edits in order, or undefined when what they make would not parse, or not mean what was asked and nothing else. */
export function verified(
  before: Before,
  edits: TextEdit[] | undefined,
  expectation: Expectation,
): TextEdit[] | undefined {
  if (!edits || edits.length === 0) return undefined;
  return problemAfter(before, edits, expectation) === undefined ? inOrder(edits) : undefined;
}

/** What is wrong after the edits, in words; undefined when all is well. */
export function problemAfter(
  before: Before,
  edits: TextEdit[],
  expectation: Expectation,
): string | undefined {
  const ordered = inOrder(edits);
  if (overlap(ordered)) return 'two changes meet in one place';
  const text = applyEdits(before.text, ordered);
  const { language } = before.reading;
  if (errorsIn(language, text) > errorsIn(language, before.text)) {
    return `the result would not be valid ${language === 'python' ? 'Python' : 'JavaScript'}`;
  }
  const after = { ...before, text, reading: before.read(text) };
  if (expectation.means && !expectation.means(after.reading))
    return 'the result would not mean what was asked';
  const isSame =
    sameModels(before, after, new Places(before, ordered), expectation) &&
    sameSurroundings(before.reading, after.reading, expectation);
  return isSame ? undefined : 'other parts of the file would change their meaning';
}

const errorsIn = (language: SourceReading['language'], text: string): number =>
  countErrors(editable(language, text).tree);

const overlap = (edits: TextEdit[]): boolean =>
  edits.some((edit, index) => index > 0 && edit.from < edits[index - 1]!.to);

/** Where places of the source are after the edits. */
class Places {
  private readonly cell: number | undefined;
  private readonly edits: TextEdit[];

  constructor({ cell }: Before, edits: TextEdit[]) {
    this.cell = cell;
    this.edits = edits;
  }

  /** Names a place by where it begins after the edits. An insertion right there pushes it away. */
  moved({ from, cell }: SourceRange): string {
    if (cell !== this.cell) return keyOf(from, cell);
    const shift = this.edits
      .filter((edit) => edit.to <= from)
      .reduce((sum, edit) => sum + edit.text.length - (edit.to - edit.from), 0);
    return keyOf(from + shift, cell);
  }
}

const keyOf = (from: number, cell: number | undefined): string => `${cell ?? ''}:${from}`;
const placeOf = ({ from, cell }: SourceRange): string => keyOf(from, cell);

type Read = Pick<Before, 'text' | 'cell' | 'reading'>;

function sameModels(
  { reading: before, ...source }: Read,
  { reading: after, text }: Read,
  places: Places,
  expectation: Expectation,
): boolean {
  if (before.models.length !== after.models.length) return false;
  const changed = new Set(expectation.layers?.map(({ range }) => placeOf(range)));
  const all = before.models.flatMap(({ layers }) => layers.map(({ range }) => range));
  const known = new Set(all.map((range) => places.moved(range)));
  const kept = new Set(
    all.filter((range) => !changed.has(placeOf(range))).map((range) => places.moved(range)),
  );
  const added = after.models.flatMap(({ layers }) =>
    layers.filter(({ range }) => !known.has(placeOf(range))),
  );
  const old: View = {
    ...source,
    place: (range) => places.moved(range),
    isKept: (range) => !changed.has(placeOf(range)),
  };
  const result: View = { ...source, text, place: placeOf, isKept: (range) => kept.has(placeOf(range)) };
  const isSame = before.models.every(
    (model, index) => digestOf(model, old) === digestOf(after.models[index]!, result),
  );
  const { added: meant = [] } = expectation;
  return isSame && (meant === 'any' || sameList(kindsOf(added), [...meant].sort()));
}

const kindsOf = (layers: LayerDefinition[]): string[] => layers.map(({ kind }) => kind).sort();

const sameList = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join();

/** How a reading is looked at: its text, where places are after the edits, and which layers count. */
interface View {
  text: string;
  cell?: number;
  place(range: SourceRange): string;
  isKept(range: SourceRange): boolean;
}

/** What a model says about the layers that are kept. */
function digestOf({ name, style, layers, unreadable, flow }: ModelDefinition, view: View): string {
  return JSON.stringify([
    name,
    style,
    layers.filter(({ range }) => view.isKept(range)).map((layer) => plain(layer, view)),
    unreadable?.map(({ what }) => what),
    flow?.flatMap((node) => (node.layer && !view.isKept(node.layer.range) ? [] : [stepOf(node, view)])),
  ]);
}

/** Order and shapes of the flow: the numbers of nodes shift with what is put between them. */
const stepOf = ({ layer, operation, settings, outputShape, inside }: FlowNode, view: View) =>
  layer
    ? [view.place(layer.range), outputShape, inside]
    : [operation, plain(settings ?? {}, view), outputShape, inside];

const PLACES = new Set(['range', 'slot', 'origin', 'anchor']);

const isPlace = (part: unknown): part is SourceRange =>
  typeof part === 'object' && part !== null && 'startColumn' in part;

/** Without places. Default names are numbered, so a layer more shifts them; what was not read counts as it is written. */
function plain(value: object, { text, cell }: Pick<View, 'text' | 'cell'>): string {
  return JSON.stringify(value, (key, part) => {
    if (PLACES.has(key)) return undefined;
    if (key === 'name' && typeof part === 'string') return part.replace(/_\d+$/, '');
    if (!isPlace(part)) return part;
    return part.cell === cell ? text.slice(part.from, part.to) : '';
  });
}

function sameSurroundings(before: SourceReading, after: SourceReading, expectation: Expectation): boolean {
  const kept = ({ surroundings }: SourceReading) =>
    surroundings
      .filter(({ type }) => !expectation.surroundings?.includes(type))
      .map((fact) =>
        JSON.stringify(fact, (key, part) => (PLACES.has(key) || isPlace(part) ? undefined : part)),
      );
  return sameList(kept(before), kept(after));
}
