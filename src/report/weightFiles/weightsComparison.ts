/** What changed between checkpoints: plain data. */
import type { TensorKind } from './weightsReport.ts';

/** One tensor of the first file and its counterpart. */
export interface TensorChange {
  name: string;
  /** Its name in the other file, when it is another: see `matchTensors`. */
  renamed?: string;
  kind: TensorKind;
  shape: number[];
  count: number;
  l2: { before: number; after: number };
  exactZeros: { before: number; after: number };
  nearZeros: { before: number; after: number };
  /** Units whose incoming weights are all at most 1e-3 and 1 % of the tensor's largest; null for what has no units. */
  deadUnits: { before: number; after: number } | null;
  /** ‖after − before‖₂, and as a share of ‖before‖₂ (null when that is 0; of a total also when not all is finite). */
  distance: number;
  relativeDistance: number | null;
  /** ⟨before, after⟩/(‖before‖·‖after‖); null when one is 0. */
  cosine: number | null;
  /** Weights that became |w| ≤ 1e-3, and that no longer are. */
  died: number;
  revived: number;
  /** NaN and infinities; absent where there are none. Lengths leave them out, distances wherever one side has one. */
  notFinite?: { before: number; after: number };
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
    | 'count'
    | 'l2'
    | 'exactZeros'
    | 'nearZeros'
    | 'distance'
    | 'relativeDistance'
    | 'died'
    | 'revived'
    | 'notFinite'
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
