/** A matrix that is read and not held. */
export interface MatrixSize {
  rows: number;
  columns: number;
}

export type Values = Float32Array | Float64Array;

/** Calls `use` with the values in row-major order, in pieces of any length; may be asked again. */
export type Pass = (use: (piece: Values) => void) => Promise<void>;
