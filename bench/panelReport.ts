/** A large result for the panel: what was recorded of the digits, stretched to more variants and epochs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ResultState, RunCurves } from '../src/protocol/panel.ts';
import type { Curve, Report, VariantReport } from '../src/report/report.ts';
import { ROOT } from './build.ts';

const VARIANTS = 40;
const EPOCHS = 500;

/** The values at `EPOCHS` places between the first and the last, with a ripple so that no two lines are the same. */
function stretched(values: readonly number[], phase: number): number[] {
  return Array.from({ length: EPOCHS }, (_, epoch) => {
    const place = (epoch / (EPOCHS - 1)) * (values.length - 1);
    const before = Math.floor(place);
    const [a, b] = [values[before]!, values[Math.min(values.length - 1, before + 1)]!];
    return (a + (b - a) * (place - before)) * (1 + 0.01 * Math.sin(epoch * 12.9898 + phase));
  });
}

function variantOf(recorded: Report, index: number): VariantReport {
  const variant = recorded.variants[index % recorded.variants.length]!;
  const copy = Math.floor(index / recorded.variants.length);
  const curve = ({ mean, standardError }: Curve): Curve => ({
    mean: stretched(mean, index),
    standardError: stretched(standardError, index),
  });
  const curves = Object.entries(variant.curves).map(([name, values]) => [name, values && curve(values)]);
  return {
    ...variant,
    ...(copy > 0 && { id: `${variant.id}-${copy}`, name: `${variant.name}, copy ${copy}` }),
    curves: Object.fromEntries(curves) as VariantReport['curves'],
  };
}

export async function largeState(): Promise<ResultState> {
  const text = await readFile(join(ROOT, 'test/fixtures/report/digits.json'), 'utf8');
  const recorded = JSON.parse(text) as Report;
  const variants = Array.from({ length: VARIANTS }, (_, index) => variantOf(recorded, index));
  const report = { ...recorded, variants, training: { ...recorded.training, epochs: EPOCHS } };
  return {
    kind: 'result',
    subject: { model: 'model', sourceFile: 'model.py', sourceLine: 1, experimentFile: 'digits.reglens.json' },
    report,
    applied: false,
    interactive: true,
  };
}

/** One run for each seed of each variant. */
export function runsOf({ variants, experiment }: Report): RunCurves[] {
  return variants.flatMap(({ id, name, family, curves, seeds }) =>
    seeds.map((seed) => ({
      entry: {
        key: `/workspace/${experiment.file}#0a/${id}-seed${seed}`,
        experiment: experiment.name,
        model: 'model',
        variant: id,
        variantName: name,
        family,
        seed,
        state: 'finished' as const,
        epochs: EPOCHS,
        comparable: 'digits',
      },
      trainLoss: stretched(curves.trainLoss.mean, seed),
      trainLossDropoutOn: stretched(curves.trainLossDropoutOn.mean, seed),
      validationLoss: stretched(curves.validationLoss.mean, seed),
      penalty: stretched(curves.penalty.mean, seed),
    })),
  );
}
