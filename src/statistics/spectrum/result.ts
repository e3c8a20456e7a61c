/** What the singular values of a matrix say: plain data. */

/** Power law of the largest eigenvalues. */

/** p(λ) ∝ λ^(−α) for λ ≥ xmin. */
/** Power law of the largest eigenvalues of WᵀW, p(λ) ∝ λ^(−α) for λ ≥ xmin (Clauset et al. 2009; Martin & Mahoney 2021). */
export interface PowerLawFit {
  alpha: number;
  xmin: number;
  /** Eigenvalues in the tail. */
  tail: number;
  /** Kolmogorov–Smirnov distance between the tail and the fit. */
  distance: number;
}

export interface Spectrum {
  /** `exact`: all singular values; `sampled`: the largest ones of a randomized decomposition and estimated sums. */
  method: 'exact' | 'sampled';
  /** What was done, as a sentence: `The 256 largest of 4,096 singular values, by a randomized decomposition (seed 1).` */
  note: string;
  /** In descending order, 1,000 at most. */
  singularValues: number[];
  spectralNorm: number;
  /** ‖W‖_F²/‖W‖₂². */
  stableRank: number;
  /** exp of the entropy of σᵢ/Σσ (Roy & Vetterli 2007); null when sampled. */
  effectiveRank: number | null;
  /** `doubt`: whether to believe it, and why not, as a sentence; empty when nothing speaks against it. */
  alpha: (PowerLawFit & { doubt: string }) | null;
}
