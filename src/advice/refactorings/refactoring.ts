/** What a refactoring is: a change of the source without a finding. */
import type { LayerDefinition, ModelDefinition } from '../../definition/model.ts';
import type { SourceReading } from '../../definition/reading.ts';
import type { Surrounding } from '../../definition/surroundings.ts';
import type { Editable, Span } from '../edit/source.ts';
import type { Before } from '../edit/verified.ts';
import type { TextEdit } from '../edits.ts';

export interface Refactoring {
  /** In the imperative: `Add L2 1e-4 to Dense(64)`. */
  title: string;
  kind: 'refactor.rewrite';
  /** Of a notebook, offsets within the cell. */
  edits: TextEdit[];
}

/** A place in a source where refactorings are asked for. */
export interface Request {
  source: Editable;
  before: Before;
  reading: SourceReading;
  /** The innermost layer at the place, with its model. */
  layer?: LayerAt;
  /** Facts at the place. */
  facts: Surrounding[];
}

export interface LayerAt {
  layer: LayerDefinition;
  /** Its number in the model. */
  index: number;
  model: ModelDefinition;
  /** The model's number in the reading. */
  modelIndex: number;
}

/** One kind of refactoring: those that can be made at a place and that read as they are meant. */
export type Offer = (request: Request) => Refactoring[];

/** A refactoring in a list, empty where it is not possible. */
export function offer(title: string, edits: TextEdit[] | undefined): Refactoring[] {
  return edits ? [{ title, kind: 'refactor.rewrite', edits }] : [];
}

/** `Dense(64)`: the class with its size. */
export function labelOf({ kind, settings }: LayerDefinition): string {
  const size = (settings.units ?? settings.filters ?? settings.rate)?.value;
  // Without the noise of binary fractions: 0.30000000000000004 is 0.3.
  return size === undefined ? kind : `${kind}(${Number(size.toPrecision(6))})`;
}

/** Whether a place lies in another, its ends included. */
export const isWithin = (inner: Span, outer: Span): boolean =>
  outer.from <= inner.from && inner.to <= outer.to;
