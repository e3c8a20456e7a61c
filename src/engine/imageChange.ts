/** An affine change of an image about its centre, in this order: mirrored, scaled, turned, shifted. */
export interface ImageChange {
  /** Left to right. */
  mirror: boolean;
  /** Above 1 the content grows. */
  scale: number;
  /** Radians, counter-clockwise as the image is seen. */
  turn: number;
  /** Pixels. */
  down: number;
  right: number;
}

/**
 * Resamples an image bilinearly; what comes from outside of it is 0 (after standardization: the mean).
 * @param from `[height, width, channels]`, row-major
 * @param into another array of that size
 */
export function transformImage(
  from: Float32Array,
  into: Float32Array,
  shape: readonly [height: number, width: number, channels: number],
  { mirror, scale, turn, down, right }: ImageChange,
): void {
  const [height, width, channels] = shape;
  const middleRow = (height - 1) / 2;
  const middleColumn = (width - 1) / 2;
  const cosine = Math.cos(turn) / scale;
  const sine = Math.sin(turn) / scale;
  const direction = mirror ? -1 : 1;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      // Where this pixel comes from: the inverse of the change. Rows count downwards.
      const y = row - middleRow - down;
      const x = column - middleColumn - right;
      const sourceRow = middleRow + cosine * y + sine * x;
      const sourceColumn = middleColumn + direction * (cosine * x - sine * y);
      const at = (row * width + column) * channels;
      for (let channel = 0; channel < channels; channel++) {
        into[at + channel] = sample(from, shape, sourceRow, sourceColumn, channel);
      }
    }
  }
}

/** Bilinear interpolation between the four pixels around a place. */
function sample(
  image: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  row: number,
  column: number,
  channel: number,
): number {
  const top = Math.floor(row);
  const left = Math.floor(column);
  const below = row - top;
  const beside = column - left;
  const pixel = (r: number, c: number, weight: number): number =>
    weight === 0 || r < 0 || r >= height || c < 0 || c >= width
      ? 0
      : weight * image[(r * width + c) * channels + channel]!;
  return (
    pixel(top, left, (1 - below) * (1 - beside)) +
    pixel(top, left + 1, (1 - below) * beside) +
    pixel(top + 1, left, below * (1 - beside)) +
    pixel(top + 1, left + 1, below * beside)
  );
}
