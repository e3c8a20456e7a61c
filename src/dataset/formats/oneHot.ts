/** Classes written as one-hot vectors. */
import { type Column, NumberColumns } from '../column.ts';

/**
 * The position of the one in each row, when every row has a single one among zeros; undefined otherwise.
 * @param values by class
 */
export function oneHotColumn(values: Float64Array[], name: string): Column | undefined {
  const rows = values[0]!.length;
  const classes = new Float64Array(rows).fill(-1);
  for (const [label, column] of values.entries()) {
    for (let row = 0; row < rows; row++) {
      if (column[row] === 0) continue;
      if (column[row] !== 1 || classes[row] !== -1) return undefined;
      classes[row] = label;
    }
  }
  if (classes.includes(-1)) return undefined;
  return { ...new NumberColumns(rows).column(name, classes), classes: true };
}
