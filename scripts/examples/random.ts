/** Numbers for the examples' data, from the engine's counter-based generator: the same on every machine. */
import { normals, uniforms } from '../../src/engine/random.ts';

export interface Random {
  /** `count` uniform numbers in (0, 1). */
  uniforms(count: number): Float64Array;
  /** `count` standard normal numbers. */
  normals(count: number): Float64Array;
}

/** A sequence for each data set; every call goes on in it. */
export function randomOf(seed: number): Random {
  let step = 0;
  return {
    uniforms: (count) => uniforms({ seed, stream: 1, step: step++ }, count),
    normals: (count) => normals({ seed, stream: 1, step: step++ }, count),
  };
}

/** A CSV file with a header. */
export const csv = (header: string[], rows: (string | number)[][]): string =>
  `${[header, ...rows].map((cells) => cells.join(',')).join('\n')}\n`;
