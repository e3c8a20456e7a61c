/** Training data that are written out in the file: the four rows of XOR, points on a line. */
import type { FitFact } from '../../../definition/surroundings.ts';
import { argumentsOf, callAt } from '../../edit/calls.ts';
import { textOf } from '../../edit/source.ts';
import type { RuleContext } from '../../rule.ts';
import { assignmentsTo } from './assignments.ts';
import { sourceAt } from './fixes.ts';

/** Of fewer rows nobody holds some out. */
const FEWEST_ROWS = 30;
/** `x = np.array([[0, 0], [0, 1]])`, `const xs = tf.tensor2d([1, 2, 3], …)`: the numbers in their brackets. */
const WRITTEN_OUT = /^[^=\n]*=\s*(?:[\w.]+\(\s*)?(\[[\s\d.,eE+[\]-]*\])/;

/** Whether a fit trains on a few rows that are written out. */
export function trainsOnHandful(context: RuleContext, { range }: FitFact): boolean {
  const source = sourceAt(context, range);
  const call = callAt(source, range);
  const written = call ? argumentsOf(source, call) : [];
  const data = written.find(({ name }) => name === undefined || name === 'x')?.value;
  if (data?.name !== 'VariableName') return false;
  const rows = assignmentsTo(context.reading, textOf(source, data)).map(({ at, cell }) =>
    rowsOf(context.textOf(cell).slice(at)),
  );
  return rows.length > 0 && rows.every((count) => count < FEWEST_ROWS);
}

function rowsOf(text: string): number {
  const numbers = WRITTEN_OUT.exec(text)?.[1];
  if (numbers === undefined) return Infinity;
  const separator = /^\[\s*\[/.test(numbers) ? /\]\s*,\s*\[/ : /,\s*(?=[\d.+-])/;
  return numbers.split(separator).length;
}
