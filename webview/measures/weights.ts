/** What the Weights view measures on one run's tensor, and how runs, inputs and units are called. */
import type { Report, VariantReport } from '../../src/report/report.ts';
import type { Tensor } from './plane.ts';

/** The stored run of a variant with a seed, as the host knows it. */
export const runId = ({ id }: Pick<VariantReport, 'id'>, seed: number): string => `${id}-seed${seed}`;

/** An input of a layer: the column's name where the layer takes the columns one by one, otherwise its number. */
export function inputName(report: Report, layer: string, input: number): string {
  const columns = report.data.columns;
  const first = report.variants.find(({ layers }) => layers.length > 0)?.layers[0];
  const takesColumns = first?.layer === layer && first.inputs === columns.length && hasInputs(report);
  return takesColumns ? (columns[input]?.name ?? String(input)) : `input ${input}`;
}

const hasInputs = ({ variants }: Report): boolean =>
  variants.some(({ inputNorms }) => inputNorms !== undefined && inputNorms.length > 0);

/** Mean, largest |w| and ‖w‖₂ of every row or column; weights that are not finite are left out. */
export interface Strip {
  mean: number[];
  largest: number[];
  norm: number[];
}

/** Over the incoming weights of each unit, or the outgoing ones of each input. */
export function stripOf({ inputs, units, values }: Tensor, along: 'unit' | 'input'): Strip {
  const length = along === 'unit' ? units : inputs;
  const zeros = () => new Array<number>(length).fill(0);
  const [sums, counts, largest, squares] = [zeros(), zeros(), zeros(), zeros()];
  for (let index = 0; index < inputs * units; index++) {
    const value = values[index] as number;
    if (!Number.isFinite(value)) continue;
    const place = along === 'unit' ? index % units : Math.floor(index / units);
    sums[place] = (sums[place] as number) + value;
    counts[place] = (counts[place] as number) + 1;
    largest[place] = Math.max(largest[place] as number, Math.abs(value));
    squares[place] = (squares[place] as number) + value * value;
  }
  return {
    mean: sums.map((sum, place) => sum / Math.max(1, counts[place] as number)),
    largest,
    norm: squares.map(Math.sqrt),
  };
}

/** Largest finite |w|, and how many weights are neither finite nor other than 0. */
export interface TensorFacts {
  largest: number;
  zeros: number;
  small: number;
  nonFinite: number;
  count: number;
}

/** @param limit weights up to this size are small, exact zeros too */
export function factsOf({ inputs, units, values }: Tensor, limit: number): TensorFacts {
  const count = inputs * units;
  let [largest, zeros, small, nonFinite] = [0, 0, 0, 0];
  for (let index = 0; index < count; index++) {
    const size = Math.abs(values[index] as number);
    if (!Number.isFinite(size)) nonFinite++;
    else {
      largest = Math.max(largest, size);
      if (size === 0) zeros++;
      if (size <= limit) small++;
    }
  }
  return { largest, zeros, small, nonFinite, count };
}
