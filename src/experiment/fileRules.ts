/** What an experiment document must fulfil beyond its JSON schema. */
import type { ExperimentDocument, VariantDocument } from './fileCheck.ts';
import { variantOf } from './plan.ts';
import type { DocumentError } from './schema.ts';

/** All violations in a document that is valid by the schema. */
export function ruleErrors({ data, training, variants }: ExperimentDocument): DocumentError[] {
  return [...splitErrors(data.split ?? {}), ...momentumErrors(training), ...variantErrors(variants ?? [])];
}

const PARTS = ['training', 'validation', 'test'] as const;

function splitErrors(split: NonNullable<ExperimentDocument['data']['split']>): DocumentError[] {
  const broken = PARTS.filter((part) => split[part]! > 1 && !Number.isInteger(split[part]));
  if (broken.length > 0) {
    return broken.map((part) => ({
      path: ['data', 'split', part],
      message: `is ${split[part]}; expected a share below 1 or a whole number of rows.`,
    }));
  }
  const sizes = { validation: 0.2, test: 0.2, ...split };
  const shares = PARTS.map((part) => sizes[part] ?? 1).filter((size) => size < 1);
  const sum = Number(shares.reduce((total, share) => total + share, 0).toFixed(9));
  const remainder = shares.length < PARTS.length;
  if (sum < 1 || (sum === 1 && !remainder)) return [];
  const allowed = remainder ? 'below 1, so that rows are left for the rest' : 'at most 1';
  return [{ path: ['data', 'split'], message: `has shares that sum to ${sum}; expected ${allowed}.` }];
}

function momentumErrors(training: ExperimentDocument['training']): DocumentError[] {
  if (!training?.momentum || training.optimizer === 'sgd') return [];
  const message = `is ${training.momentum} while the optimizer is adam; only “sgd” has a momentum.`;
  return [{ path: ['training', 'momentum'], message }];
}

/** Runs are stored and compared by variant: names and settings must differ. */
function variantErrors(variants: VariantDocument[]): DocumentError[] {
  const known = variants.map(({ name, l1 = 0, l2 = 0, dropout = 0 }) => variantOf({ l1, l2, dropout }, name));
  return known.flatMap(({ id, name }, i): DocumentError[] => {
    const path = ['variants', i];
    const sameSettings = known.findIndex((other) => other.id === id);
    if (sameSettings < i) {
      const message = `has the settings of variants[${sameSettings}] again; expected each combination once.`;
      return [{ path, message }];
    }
    const sameName = known.findIndex((other) => other.name === name);
    if (sameName === i) return [];
    return [{ path, message: `is named “${name}” like variants[${sameName}]; expected a name of its own.` }];
  });
}
