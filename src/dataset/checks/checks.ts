/** What in the data may be mistaken for overfitting, or hides it. */
import { setImmediate } from 'node:timers/promises';
import type { DataChecks, InputColumn, Part } from '../dataset.ts';
import { countValues } from '../target.ts';
import { checkLabels } from './labelNoise.ts';
import { checkShift } from './shift.ts';

/**
 * Deterministic, and about a second at most: see `rowsToCheck`. Between two checks other work of the process gets its
 * turn.
 * @param classes number of classes, 0 for a regression
 */
export async function checkData(
  parts: { training: Part; validation: Part; test: Part },
  columns: InputColumn[],
  classes: number,
): Promise<DataChecks> {
  const { training } = parts;
  const validation = checkShift(training, parts.validation, columns);
  await setImmediate();
  const test = checkShift(training, parts.test, columns);
  await setImmediate();
  const labelNoise = classes > 0 ? checkLabels(training, columns.length, classes) : undefined;
  const counts = (part: Part) => countValues(part.targets, classes);
  return {
    shift: { validation, test },
    ...(labelNoise && { labelNoise }),
    ...(classes > 0 && {
      classCounts: {
        training: counts(training),
        validation: counts(parts.validation),
        test: counts(parts.test),
      },
    }),
  };
}
