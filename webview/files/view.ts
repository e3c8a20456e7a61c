/** What every part of the view is given. */
import type { Problem } from '../../src/errors.ts';
import type { FilesToHost } from '../../src/protocol/files.ts';
import type { Evaluation } from '../../src/report/weightFiles/evaluation.ts';
import type { Spectrum } from '../../src/report/weightFiles/weightsReport.ts';
import type { OptionValue } from '../options.ts';
import type { FilesControls } from './controls.ts';
import type { Sort } from './table/columns.ts';

export interface FilesActions {
  send(message: FilesToHost): void;
  set(change: Partial<FilesControls>): void;
  /** Changes how charts are looked at. */
  setOptions(view: string, change: Record<string, OptionValue>): void;
  /** Asks the host; the answer comes with a later message. */
  askSpectrum(tensor: string): void;
  evaluate(): void;
}

/** Something that the host was asked for. */
export type Asked<T> =
  | { state: 'waiting'; progress?: string }
  | { state: 'refused'; problem: Problem }
  | { state: 'there'; value: T };

/** What the host has been asked for since the file was shown. */
export interface Answers {
  spectra: ReadonlyMap<string, Asked<Spectrum>>;
  evaluation: Asked<Evaluation> | undefined;
}

export interface FilesView {
  controls: FilesControls;
  answers: Answers;
  actions: FilesActions;
}

/** Rows that are drawn at first, and when the end of them is scrolled to: more at once would be felt. */
const FIRST_ROWS = 100;
const MORE_ROWS = 200;

/** How one of the tables is sorted, and how that is changed. */
export function tableControls(table: string, { controls, actions }: FilesView) {
  return {
    sort: controls.sorts[table],
    sorted(sort: Sort | undefined) {
      const { [table]: _before, ...others } = controls.sorts;
      // The ends of the new order are what is looked for: the rest is drawn when it is scrolled to.
      actions.set({ sorts: sort ? { ...others, [table]: sort } : others, shown: {} });
    },
    shown: controls.shown[table] ?? FIRST_ROWS,
    showMore: () =>
      actions.set({
        shown: { ...controls.shown, [table]: (controls.shown[table] ?? FIRST_ROWS) + MORE_ROWS },
      }),
  };
}
