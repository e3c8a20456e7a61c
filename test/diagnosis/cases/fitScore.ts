/** How often the verdict on the fit is right. */
import { readFileSync } from 'node:fs';
import { fitEvidence } from '../../../src/diagnosis/evidence.ts';
import { diagnoseFit, type Verdict, type VerdictKind } from '../../../src/diagnosis/fit.ts';
import { datasetOf, type FitCase, measuredVariants } from './fitCase.ts';
import { simulatedCases } from './simulated.ts';

export const KINDS: VerdictKind[] = ['good', 'overfitting', 'underfitting', 'diverged', 'cannot-tell'];

export interface FitResult {
  fitCase: FitCase;
  verdict: Verdict;
}

export interface FitScore {
  cases: number;
  /** Share of right verdicts among those that are not "cannot tell", where something could be told. */
  accuracy: number;
  /** "Overfitting" among the true good fits. */
  falseAlarms: number;
  goodFits: number;
  /** "Cannot tell" where something was true. */
  cannotTell: number;
  /** Overfitting that is called a good fit, among all overfitting. */
  missed: number;
  /** The same where the truth is a good fit or overfitting, which are the hard ones. */
  between: { accuracy: number; cannotTell: number; silentGood: number };
  /** Median of |said − true| / epochs of the epoch from which it overfits. */
  sinceError: number;
  /** True kind, then said kind. */
  confusion: Record<VerdictKind, Record<VerdictKind, number>>;
}

const TRAINED = new URL('../../fixtures/fit-cases/trained.json', import.meta.url);

export function allCases(): FitCase[] {
  return [...simulatedCases(), ...(JSON.parse(readFileSync(TRAINED, 'utf8')) as FitCase[])];
}

export function diagnoseCase(fitCase: FitCase): FitResult {
  const variants = measuredVariants(fitCase);
  const verdict = diagnoseFit(fitEvidence(variants, datasetOf(fitCase), fitCase.trivialLoss));
  return { fitCase, verdict };
}

export function scoreFit(results: FitResult[]): FitScore {
  const confusion = Object.fromEntries(
    KINDS.map((truth) => [truth, Object.fromEntries(KINDS.map((said) => [said, 0]))]),
  ) as FitScore['confusion'];
  for (const { fitCase, verdict } of results) confusion[fitCase.truth.kind][verdict.kind]++;
  const tellable = results.filter(({ fitCase }) => fitCase.truth.kind !== 'cannot-tell');
  const told = tellable.filter(({ verdict }) => verdict.kind !== 'cannot-tell');
  const right = told.filter(({ fitCase, verdict }) => fitCase.truth.kind === verdict.kind);
  const of = (kind: VerdictKind) => Object.values(confusion[kind]).reduce((sum, count) => sum + count, 0);
  return {
    cases: results.length,
    accuracy: right.length / told.length,
    falseAlarms: confusion.good.overfitting / of('good'),
    goodFits: of('good'),
    cannotTell: 1 - told.length / tellable.length,
    missed: confusion.overfitting.good / of('overfitting'),
    between: between(confusion),
    sinceError: sinceError(results),
    confusion,
  };
}

function between(confusion: FitScore['confusion']): FitScore['between'] {
  const kinds = ['good', 'overfitting'] as const;
  const sum = (of: (kind: (typeof kinds)[number]) => number) =>
    kinds.reduce((total, kind) => total + of(kind), 0);
  const all = (kind: VerdictKind) =>
    Object.values(confusion[kind]).reduce((total, count) => total + count, 0);
  const silent = sum((kind) => confusion[kind]['cannot-tell']);
  return {
    accuracy: sum((kind) => confusion[kind][kind]) / (sum(all) - silent),
    cannotTell: silent / sum(all),
    silentGood: confusion.good['cannot-tell'] / all('good'),
  };
}

function sinceError(results: FitResult[]): number {
  const errors = results.flatMap(({ fitCase: { truth, variants }, verdict: { sinceEpoch } }) =>
    truth.since === undefined || sinceEpoch === undefined
      ? []
      : [Math.abs(sinceEpoch - truth.since) / variants[0]!.runs[0]!.trainLoss.length],
  );
  return errors.sort((a, b) => a - b)[Math.floor(errors.length / 2)] ?? 0;
}
