/** Changes of the source that can be made at a place without a finding. */
import type { SourceRange } from '../../definition/model.ts';
import type { SourceReading } from '../../definition/reading.ts';
import { readSource } from '../../definition/source.ts';
import { editable } from '../edit/source.ts';
import { addDropout, addL1, addL2, dropoutAfterNormalization, spatialDropout } from './layers.ts';
import { isWithin, type LayerAt, type Offer, type Refactoring } from './refactoring.ts';
import { adamW, addWeightDecay, decayGroups, earlyStopping } from './training.ts';

export type { Refactoring } from './refactoring.ts';

/** What the edits of a notebook's cell, or of an open document, need beside the text. */
export interface Surroundings {
  /** Notebooks: the texts of the code cells above. */
  above?: readonly string[];
  /** Reads the whole document with another text in the place of the text given. */
  read?: (text: string) => SourceReading;
}

const OFFERS: Offer[] = [
  addL2,
  addL1,
  addDropout,
  spatialDropout,
  dropoutAfterNormalization,
  addWeightDecay,
  decayGroups,
  adamW,
  earlyStopping,
];

/**
 * The refactorings at a place. Each was made and read again: it means what its title says, and nothing else changes.
 * @param text of the file; of a notebook, of the cell of `range`
 * @param range the selection, within that text
 * @returns none for a notebook without `read`
 */
export function refactoringsAt(
  reading: SourceReading,
  text: string,
  range: Pick<SourceRange, 'from' | 'to' | 'cell'>,
  { above = [], read }: Surroundings = {},
): Refactoring[] {
  // Of a notebook one cell alone cannot be read again.
  if (reading.notebook && !read) return [];
  const isHere = (place: SourceRange) => place.cell === range.cell && isWithin(range, place);
  const request = {
    source: editable(reading.language, text, above),
    before: {
      text,
      cell: range.cell,
      reading,
      read: read ?? ((changed) => readSource(reading.file, changed)),
    },
    reading,
    layer: layerAt(reading, isHere),
    facts: reading.surroundings.filter((fact) => isHere(fact.range)),
  };
  return OFFERS.flatMap((offered) => offered(request));
}

/** The smallest layer at a place. */
function layerAt({ models }: SourceReading, isHere: (place: SourceRange) => boolean): LayerAt | undefined {
  const found = models.flatMap((model, modelIndex) =>
    model.layers
      .map((layer, index) => ({ layer, index, model, modelIndex }))
      .filter(({ layer }) => isHere(layer.range)),
  );
  return found.toSorted((a, b) => lengthOf(a.layer.range) - lengthOf(b.layer.range))[0];
}

const lengthOf = ({ from, to }: SourceRange): number => to - from;
