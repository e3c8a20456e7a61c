/** Two spirals that wind into each other, with noise on the points. */
import { csv, randomOf } from './random.ts';

const ROWS = 1520;
const TURNS = 1;
/** Standard deviation of the points around their arm; the arms are ½ apart. */
const NOISE = 0.18;

/** By their path in the examples' folder. */
export function spirals(): Record<string, string> {
  const random = randomOf(1);
  const along = random.uniforms(ROWS);
  const noise = random.normals(2 * ROWS);
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const spiral = row % 2;
    // The root spreads the points evenly over the length of an arm.
    const radius = 0.15 + 0.85 * Math.sqrt(along[row]!);
    const angle = 2 * Math.PI * TURNS * radius + spiral * Math.PI;
    const x = radius * Math.cos(angle) + NOISE * noise[2 * row]!;
    const y = radius * Math.sin(angle) + NOISE * noise[2 * row + 1]!;
    return [x.toFixed(3), y.toFixed(3), spiral === 0 ? 'first' : 'second'];
  });
  return { 'spirals/spirals.csv': csv(['x', 'y', 'spiral'], rows) };
}
