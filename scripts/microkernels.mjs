// Writes the innermost loops of the matrix product, unrolled: AssemblyScript has no macros, and only accumulators that
// are local variables stay in registers.

/** V8 leaves 15 vector registers: 6 × 2 accumulators, two vectors of B and one element of A. */
const ROWS = 6;
const VECTORS = 2;
const UNROLL = 4;
const LANES = 4;

const numbers = (count) => Array.from({ length: count }, (_, index) => index);
const each = (count, text) => numbers(count).map(text).join('');

/** One step of depth: every row's element of A times the vectors of B. */
function step(rows, vectors, offset) {
  const loads = each(vectors, (v) => `    b${v} = v128.load(b, ${16 * v});\n`);
  const products = each(
    rows,
    (r) =>
      `    x = v128.load(a, ${offset + 16 * r});\n` +
      each(vectors, (v) => `    c${r}_${v} = multiplyAdd(x, b${v}, c${r}_${v});\n`),
  );
  return `${loads}    b += bStep;\n${products}`;
}

function loop(rows, vectors) {
  const block = (steps) =>
    `${each(steps, (index) => step(rows, vectors, 16 * rows * index))}    a += ${16 * rows * steps};\n`;
  return `  let left = depth;
  for (; left >= ${UNROLL}; left -= ${UNROLL}) {
${block(UNROLL)}  }
  for (; left > 0; left--) {
${block(1)}  }
`;
}

/** Whole tiles go to C; ragged ones through `scratch`, of which `merge` takes the columns that exist. */
function stores(rows, vectors) {
  const next = (r) => (r < rows - 1 ? '      c += cStep;\n' : '');
  const whole = (value) =>
    each(rows, (r) => each(vectors, (v) => `      v128.store(c, ${value(r, v)}, ${16 * v});\n`) + next(r));
  return `  if (columns >= ${LANES * vectors}) {
    if (add) {
${whole((r, v) => `f32x4.add(v128.load(c, ${16 * v}), c${r}_${v})`)}    } else {
${whole((r, v) => `c${r}_${v}`)}    }
  } else {
${each(rows, (r) => each(vectors, (v) => `    v128.store(scratch, c${r}_${v}, ${16 * (r * vectors + v)});\n`))}    merge(scratch, ${16 * vectors}, c, cStep, ${rows}, columns, add);
  }
`;
}

const PARAMETERS =
  'depth: i32, a: usize, b: usize, bStep: usize, c: usize, cStep: usize, columns: i32, add: bool, scratch: usize';

function tile(rows, vectors) {
  return `
/** C[${rows} × ${LANES * vectors}] = or += A·B: A with every element stored four times, \`bStep\` bytes from row to row of B. */
function tile${rows}x${LANES * vectors}(${PARAMETERS}): void {
${each(
  rows,
  (r) =>
    `  let ${numbers(vectors)
      .map((v) => `c${r}_${v} = f32x4.splat(0)`)
      .join(', ')};\n`,
)}  let x: v128, ${numbers(vectors)
    .map((v) => `b${v}: v128`)
    .join(', ')};
${loop(rows, vectors)}${stores(rows, vectors)}}
`;
}

const dispatch = (vectors) => `
/** A tile of \`rows\` ≤ ${ROWS} rows and ${LANES * vectors} columns. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function tile${LANES * vectors}(rows: i32, ${PARAMETERS}): void {
  switch (rows) {
${each(ROWS, (r) => `    case ${r + 1}: tile${r + 1}x${LANES * vectors}(depth, a, b, bStep, c, cStep, columns, add, scratch); break;\n`)}  }
}
`;

/** @returns {string} the AssemblyScript source of `kernels/generated/microkernels.ts` */
export function microkernels() {
  const sizes = numbers(VECTORS).map((index) => index + 1);
  return `// Made by scripts/microkernels.mjs.
import { merge, multiplyAdd } from '../simd';

export const TILE_ROWS: i32 = ${ROWS};
export const TILE_COLUMNS: i32 = ${LANES * VECTORS};
export const HALF_COLUMNS: i32 = ${LANES};
${sizes.flatMap((vectors) => numbers(ROWS).map((r) => tile(r + 1, vectors))).join('')}${sizes.map(dispatch).join('')}
/**
 * \`rows\` ≤ ${ROWS} rows of C times all columns. Whole panels of B are \`panelStep\` bytes apart; the ragged last one lies
 * packed at \`edge\`, ${LANES} columns wide if that is enough.
 */
export function tileRow(
  rows: i32, depth: i32, columns: i32, a: usize,
  b: usize, bStep: usize, panelStep: usize, edge: usize,
  c: usize, cStep: usize, add: bool, scratch: usize,
): void {
  for (; columns >= ${LANES * VECTORS}; columns -= ${LANES * VECTORS}, b += panelStep, c += ${16 * VECTORS})
    tile${LANES * VECTORS}(rows, depth, a, b, bStep, c, cStep, columns, add, scratch);
  if (columns > ${LANES}) tile${LANES * VECTORS}(rows, depth, a, edge, ${16 * VECTORS}, c, cStep, columns, add, scratch);
  else if (columns > 0) tile${LANES}(rows, depth, a, edge, 16, c, cStep, columns, add, scratch);
}
`;
}
