/** Columns of a matrix as standard scores (x − x̄)/(s·√n), so that products of two are their correlation. */
export interface Standardized {
  /** `[rows, columns]`, row-major. */
  scores: Float32Array;
  columns: number;
}

/**
 * The columns of `[rows, columns]` that vary, standardized, at most the first `most` of them.
 */
export function standardizedColumns(
  matrix: Float32Array,
  rows: number,
  columns: number,
  most: number,
): Standardized {
  const kept: { column: number; mean: number; length: number }[] = [];
  for (let column = 0; column < columns && kept.length < most; column++) {
    const { mean, length } = momentsOf(matrix, rows, columns, column);
    if (length > 0) kept.push({ column, mean, length });
  }
  const scores = new Float32Array(rows * kept.length);
  for (let row = 0; row < rows; row++) {
    kept.forEach(({ column, mean, length }, at) => {
      scores[row * kept.length + at] = (matrix[row * columns + column]! - mean) / length;
    });
  }
  return { scores, columns: kept.length };
}

/** Mean of a column and √Σ(x − x̄)², which is 0 when all its numbers are equal. */
function momentsOf(matrix: Float32Array, rows: number, columns: number, column: number) {
  const first = matrix[column]!;
  let sum = 0;
  let varies = false;
  for (let row = 0; row < rows; row++) {
    const value = matrix[row * columns + column]!;
    sum += value;
    varies ||= value !== first;
  }
  const mean = sum / rows;
  let squares = 0;
  for (let row = 0; row < rows; row++) squares += (matrix[row * columns + column]! - mean) ** 2;
  return { mean, length: varies ? Math.sqrt(squares) : 0 };
}

/**
 * Mean |r| over the pairs of columns, from their correlation matrix; null with fewer than two.
 * @param matrix `[columns, columns]`
 */
export function meanAbsoluteCorrelation(matrix: Float32Array, columns: number): number | null {
  if (columns < 2) return null;
  let sum = 0;
  for (let one = 0; one < columns; one++) {
    for (let other = 0; other < one; other++) {
      sum += Math.min(1, Math.abs(matrix[one * columns + other]!));
    }
  }
  return sum / ((columns * (columns - 1)) / 2);
}

/**
 * Pearson correlation of neighbouring numbers of feature maps, horizontally and vertically alike: of each channel over
 * all pairs of all rows, averaged over the channels that vary; null when none does.
 * @param maps `[rows, height, width, channels]`
 */
export function neighbourCorrelation(
  maps: Float32Array,
  [rows, height, width, channels]: readonly [number, number, number, number],
): number | null {
  const found: number[] = [];
  for (let channel = 0; channel < channels; channel++) {
    const pairs = new PairMoments();
    for (let row = 0; row < rows; row++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const at = ((row * height + y) * width + x) * channels + channel;
          if (x + 1 < width) pairs.add(maps[at]!, maps[at + channels]!);
          if (y + 1 < height) pairs.add(maps[at]!, maps[at + width * channels]!);
        }
      }
    }
    const correlation = pairs.correlation;
    if (correlation !== null) found.push(correlation);
  }
  return found.length > 0 ? found.reduce((sum, r) => sum + r, 0) / found.length : null;
}

/** Sums about the first pair, so that no digits are lost where the mean is large. */
class PairMoments {
  #origin: number | undefined;
  #count = 0;
  #x = 0;
  #y = 0;
  #xx = 0;
  #yy = 0;
  #xy = 0;

  add(first: number, second: number): void {
    this.#origin ??= first;
    const x = first - this.#origin;
    const y = second - this.#origin;
    this.#count++;
    this.#x += x;
    this.#y += y;
    this.#xx += x * x;
    this.#yy += y * y;
    this.#xy += x * y;
  }

  /** Null when one of both is always the same number. */
  get correlation(): number | null {
    const varianceX = this.#count * this.#xx - this.#x ** 2;
    const varianceY = this.#count * this.#yy - this.#y ** 2;
    const scale = 1e-12 * this.#count * Math.max(this.#xx, this.#yy);
    if (!(varianceX > scale && varianceY > scale)) return null;
    return (this.#count * this.#xy - this.#x * this.#y) / Math.sqrt(varianceX * varianceY);
  }
}
