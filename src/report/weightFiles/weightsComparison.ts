/** What changed between checkpoints: plain data. */
import type { TensorKind } from './weightsReport.ts';

/** One tensor of the first file and its counterpart. */
export interface TensorChange {
  name: string;
  /** Its name in the other file, when it is another: `_orig_mod.`, `module.` and scopes are tolerated. */
  renamed?: string;
  kind: TensorKind;
  shape: number[];
  count: number;
  l2: { before: number; after: number };
  exactZeros: { before: number; after: number };
  nearZeros: { before: number; after: number };
  /** Units with |w| ≤ 1e-3 for all incoming weights; null for what has no units. */
  deadUnits: { before: number; after: number } | null;
  /** ‖after − before‖₂, and as a share of ‖before‖₂ (null when that is 0). */
  distance: number;
  relativeDistance: number | null;
  /** ⟨before, after⟩/(‖before‖·‖after‖); null when one is 0. */
  cosine: number | null;
  /** Weights that became |w| ≤ 1e-3, and that no longer are. */
  died: number;
  revived: number;
}

export interface FileChange {
  before: string;
  after: string;
  tensors: TensorChange[];
  /** Only in one of both, and with another shape. */
  onlyBefore: string[];
  onlyAfter: string[];
  reshaped: { name: string; before: number[]; after: number[] }[];
  total: Pick<
    TensorChange,
    'count' | 'l2' | 'exactZeros' | 'nearZeros' | 'distance' | 'relativeDistance' | 'died' | 'revived'
  >;
  /** Sentences: what shrank, what died, what moved most. */
  findings: string[];
}

/** Files in their order; each compared with the one before it, and the last with the first when there are three or more. */
export interface WeightsComparison {
  version: 1;
  files: string[];
  steps: FileChange[];
  whole: FileChange | null;
}
