/** What the further measurements found, as plain data. Quantities are over seeds; losses evaluation mode, no penalty. */
import type { Settings, StudyName } from '../experiment/experiment.ts';
import type { Difference, Estimate } from '../statistics/estimates.ts';
import type { LinearPath } from '../statistics/linearPaths.ts';

export interface StudiesReport {
  learningCurve?: LearningCurveReport;
  replicas?: ReplicasReport;
  widths?: WidthsReport;
  path?: PathReport;
  beside?: BesideReport;
  /** What has not been measured and could be. */
  offers: StudyOffer[];
}

export interface StudyOffer {
  name: StudyName;
  /** Runs that are missing, and about how long they take with the workers of the last start. */
  runs: number;
  seconds: number;
  /** Runs of its own, beside those of the plan, that an earlier start finished; absent when none. */
  kept?: number;
  /** Of the missing runs those with finished epochs, which are kept; absent when none. */
  begun?: number;
}

/** Runs of one setting at the end of training, over their seeds. */
export interface StudyPoint {
  trainLoss: Estimate;
  validationLoss: Estimate;
  testLoss: Estimate;
  testAccuracy?: Estimate;
  bestValidationLoss: Estimate;
  exactZeros: Estimate;
  nearZeros: Estimate;
  /** Over all weight tensors: Σ|w| and √Σw². */
  l1Norm: Estimate;
  l2Norm: Estimate;
  /** Runs that became NaN or Inf. */
  diverged: number;
}

/** loss(n) = a + b·n^−c: `a` is what no number of rows takes away. */
export interface PowerLaw {
  a: number;
  b: number;
  c: number;
}

/** A finding in words with its kind, for the heading above a picture. */
export interface Finding<Kind extends string> {
  kind: Kind;
  /** One sentence. */
  text: string;
}

/** The unregularized model, and the recommended variant when there is one. */
export interface LearningCurveReport {
  curves: {
    variant: string;
    name: string;
    /** By ascending number of rows. */
    points: ({ rows: number } & StudyPoint)[];
    /** Validation loss with the largest number of rows minus that with the second largest, paired over seeds. */
    difference?: Difference;
    /**
     * Mean validation loss ≈ a + b·rows^−c, where such a law explains 90 % of its variance and is not at a bound of what
     * is tried; absent also when the curve does not tell whether more data would help.
     */
    powerLaw?: PowerLaw;
  }[];
  /** Would more data help? From the paired difference between the two largest sizes and a power law through all. */
  finding: Finding<'helps' | 'does-not-help' | 'cannot-tell'>;
}

export interface ReplicasReport {
  replicas: number;
  variants: {
    variant: string;
    name: string;
    /**
     * Squared loss over test rows: error = bias² + variance, exactly (noise is in the bias). For classification of the
     * predicted probabilities (Brier score, summed over classes).
     */
    squared: { error: number; bias: number; variance: number };
    /**
     * 0/1 loss (Domingos 2000): bias of the main prediction, variance on the rows where that is right and on those where
     * it is wrong, the latter as far as it leads to the right class. error = bias + unbiasedVariance − biasedVariance.
     */
    zeroOne?: { error: number; bias: number; unbiasedVariance: number; biasedVariance: number };
  }[];
  finding: Finding<'variance' | 'bias' | 'balanced'>;
}

/** Dropout rate p at the model's own width and at units/(1 − p), which keeps the expected number of units. */
export interface WidthsReport {
  points: {
    rate: number;
    fixed: StudyPoint;
    expected: StudyPoint & { parameters: number; units: number[] };
    /** Validation loss wider minus own width, paired over seeds, corrected for the rates; absent at rate 0. */
    difference?: Difference;
  }[];
  parameters: number;
  finding: Finding<'wider-helps' | 'wider-does-not-help' | 'cannot-tell'>;
}

export interface PathReport {
  /** `l1Proximal`: by its proximal operator, with exact zeros. */
  sweeps: { family: 'l1' | 'l1Proximal' | 'l2'; points: ({ lambda: number } & StudyPoint)[] }[];
  /** λ with the least mean validation loss, per family, and the largest within one standard error of it. */
  best: { family: 'l1' | 'l1Proximal' | 'l2'; lambda: number; oneStandardError: number }[];
  linear?: LinearPath;
}

export interface BesideReport {
  /** Of the unregularized model. */
  gap: Estimate;
  variants: {
    id: string;
    name: string;
    settings: Settings;
    /** Names of what is combined, e.g. `Batch normalization`, `Early stopping 10`. */
    parts: string[];
    point: StudyPoint;
    /** Validation − training loss. */
    gap: Estimate;
    /** 1 − gap/gap of none, when the latter is above 0. */
    gapClosed: number | null;
    /** Against none, paired over seeds. */
    validationDifference?: Difference;
    /** Of early stopping alone under SGD, exact with a constant rate and no momentum: λ ≈ 1/(2·η·t) in the Keras convention, with t its steps (Goodfellow et al., ch. 7.8, whose λ is twice this); its derivation assumes a quadratic loss. */
    equivalentL2?: { lambda: number; steps: number; exact: boolean };
  }[];
}
