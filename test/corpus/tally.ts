/** What a scoring counts, and what it found wrong. */
import type { FrameworkName } from '../../src/definition/model.ts';
import type { ExpectedPlace } from './files.ts';

/** Kinds of things that are counted as right or not. */
export const MEASURES = [
  'models',
  'model precision',
  'styles and lines',
  'layers',
  'keras layers',
  'pytorch layers',
  'tfjs layers',
  'layer precision',
  'owners',
  'values',
  'origins',
  'marks',
  'submodules',
  'parameters',
  'findings',
  'finding precision',
] as const;

export type Measure = (typeof MEASURES)[number];

export const layersOf = (framework: FrameworkName): Measure => `${framework} layers`;

/** Something that was not as expected. */
export interface Defect {
  /** `missed layer`, `wrong value`, `false finding`, … */
  what: string;
  /** `keras/unet.py:12`, of notebooks `…ipynb:cell 3:12`. */
  place: string;
  expected: string;
  got: string;
}

export class Tally {
  readonly counts = new Map<Measure, { right: number; all: number }>();
  readonly defects: Defect[] = [];

  count(measure: Measure, right: boolean): void {
    const entry = this.of(measure);
    entry.all++;
    if (right) entry.right++;
  }

  defect(what: string, place: string, expected: string, got: string): void {
    this.defects.push({ what, place, expected, got });
  }

  /** Share that is right; 1 where there is nothing to count. */
  share(measure: Measure): number {
    const { right, all } = this.of(measure);
    return all === 0 ? 1 : right / all;
  }

  of(measure: Measure): { right: number; all: number } {
    const entry = this.counts.get(measure) ?? { right: 0, all: 0 };
    this.counts.set(measure, entry);
    return entry;
  }

  defectsOf(what: string): Defect[] {
    return this.defects.filter((defect) => defect.what === what);
  }
}

export function placeText(file: string, { cell, line }: Partial<ExpectedPlace>): string {
  return [file, ...(cell === undefined ? [] : [`cell ${cell}`]), ...(line === undefined ? [] : [line])].join(
    ':',
  );
}
