/** Facts that the manifest's `when` clauses ask for. */
export const CONTEXT_KEYS = {
  /** The active editor's file defines a model. */
  hasModel: 'regularizationLens.hasModel',
  /** Advice has found something in the active editor's file. */
  hasFindings: 'regularizationLens.hasFindings',
  /** The workspace has an experiment file. */
  hasExperiment: 'regularizationLens.hasExperiment',
  /** An experiment is being measured. */
  running: 'regularizationLens.running',
  /** An experiment is being measured and does not hold. */
  canPause: 'regularizationLens.canPause',
  /** An experiment holds, or stopped before its end. */
  canResume: 'regularizationLens.canResume',
  /** Some experiment has results. */
  hasResults: 'regularizationLens.hasResults',
  /** Some experiment recommends a change of the source. */
  canApply: 'regularizationLens.canApply',
  /** A recommendation was applied since the window was opened; completes the walkthrough. */
  hasApplied: 'regularizationLens.hasApplied',
} as const;
