/** The whole conversation between the extension host and the views of weight files and training logs. */
import type { Problem } from '../errors.ts';
import type { ColumnMapping } from '../history/history.ts';
import type { LogReport } from '../report/logs/logReport.ts';
import type { Evaluation } from '../report/weightFiles/evaluation.ts';
import type { WeightsComparison } from '../report/weightFiles/weightsComparison.ts';
import type { Spectrum, WeightsReport } from '../report/weightFiles/weightsReport.ts';

/** Where in the workspace the model of a file is defined; the view shows it as a link. */
export interface DefinitionLink {
  /** `model.py, line 12: Classifier`. */
  text: string;
  uri: string;
  /** 0-based. */
  line: number;
}

export type FilesState =
  /** `text`: what is under way, `Reading 14 of 210 tensors`; share 0 to 1 where it is known. */
  | { kind: 'reading'; file: string; text: string; share: number | null }
  | { kind: 'failed'; file: string; problem: Problem }
  | { kind: 'weights'; report: WeightsReport; definition: DefinitionLink | null }
  | { kind: 'comparison'; comparison: WeightsComparison; reports: WeightsReport[] }
  | {
      kind: 'log';
      report: LogReport;
      definition: DefinitionLink | null;
      /** It is watched for growth. */
      following: boolean;
      /** `Updated 12:03:41`; empty before the first change. */
      updated: string;
    };

export type HostToFiles =
  | { type: 'state'; state: FilesState }
  | { type: 'spectrum'; tensor: string; spectrum: Spectrum | null; problem?: Problem }
  | { type: 'evaluation'; evaluation: Evaluation | null; problem?: Problem; progress?: string };

export type FilesToHost =
  | { type: 'ready' }
  | { type: 'spectrum'; tensor: string }
  /** Asks the user for a dataset and evaluates on it. */
  | { type: 'evaluate' }
  | { type: 'openDefinition' }
  | { type: 'mapping'; mapping: ColumnMapping }
  | { type: 'follow'; on: boolean }
  /** Files dropped on the view, as text of `text/uri-list`. */
  | { type: 'dropped'; uris: string[] }
  /** Asks for another file to compare with. */
  | { type: 'compare' }
  | { type: 'copy'; text: string }
  | { type: 'save'; name: string; content: string; encoding: 'utf8' | 'base64' }
  | { type: 'retry' };
