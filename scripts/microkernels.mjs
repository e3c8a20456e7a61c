// Writes the innermost loops of the matrix product, unrolled: AssemblyScript has no macros, and only accumulators that
// are local variables stay in registers.

/**
 * V8 leaves 15 vector registers: 6 × 2 accumulators, two vectors of B and one element of A. `narrow`: registers of 128
 * bits; every element of A is packed four times, because V8 folds the offset of a plain load into the instruction that
 * uses it, and not that of a load that repeats an element. `wide`: for an engine that joins neighbouring operations to
 * 256 bits: twice the columns are as many registers, and repeating while loading costs nothing.
 */
export const TILES = { narrow: { vectors: 2, elementBytes: 16 }, wide: { vectors: 4, elementBytes: 4 } };

const ROWS = 6;
const UNROLL = 4;
const LANES = 4;

const numbers = (count) => Array.from({ length: count }, (_, index) => index);
const each = (count, text) => numbers(count).map(text).join('');

/** One step of depth: every row's element of A times the vectors of B. */
function step(rows, vectors, elementBytes, offset) {
  const load = elementBytes === 16 ? 'v128.load' : 'v128.load32_splat';
  const loads = each(vectors, (v) => `    b${v} = v128.load(b, ${16 * v});\n`);
  const products = each(
    rows,
    (r) =>
      `    x = ${load}(a, ${offset + elementBytes * r});\n` +
      each(vectors, (v) => `    c${r}_${v} = multiplyAdd(x, b${v}, c${r}_${v});\n`),
  );
  return `${loads}    b += bStep;\n${products}`;
}

function loop(rows, vectors, elementBytes) {
  const size = elementBytes * rows;
  const block = (steps) =>
    `${each(steps, (index) => step(rows, vectors, elementBytes, size * index))}    a += ${size * steps};\n`;
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
  // All of a row is read before any of it is written: only then may an engine join the vectors.
  const added = (r) =>
    each(vectors, (v) => `      c${r}_${v} = f32x4.add(v128.load(c, ${16 * v}), c${r}_${v});\n`);
  const stored = (r) => each(vectors, (v) => `      v128.store(c, c${r}_${v}, ${16 * v});\n`);
  return `  if (columns >= ${LANES * vectors}) {
    if (add) {
${each(rows, (r) => added(r) + stored(r) + next(r))}    } else {
${each(rows, (r) => stored(r) + next(r))}    }
  } else {
${each(rows, (r) => each(vectors, (v) => `    v128.store(scratch, c${r}_${v}, ${16 * (r * vectors + v)});\n`))}    merge(scratch, ${16 * vectors}, c, cStep, ${rows}, columns, add);
  }
`;
}

const PARAMETERS =
  'depth: i32, a: usize, b: usize, bStep: usize, c: usize, cStep: usize, columns: i32, add: bool, scratch: usize';

function tile(rows, vectors, elementBytes) {
  return `
/** C[${rows} × ${LANES * vectors}] = or += A·B: A packed, \`bStep\` bytes from row to row of B. */
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
${loop(rows, vectors, elementBytes)}${stores(rows, vectors)}}
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

/** @returns {string} the AssemblyScript source of `generated/microkernels.ts` for one of TILES */
export function microkernels({ vectors, elementBytes }) {
  const half = vectors / 2;
  const [columns, halfColumns] = [LANES * vectors, LANES * half];
  const tiles = [half, vectors].flatMap((size) => numbers(ROWS).map((r) => tile(r + 1, size, elementBytes)));
  return `// Made by scripts/microkernels.mjs.
import { merge, multiplyAdd } from '../simd';

export const TILE_ROWS: i32 = ${ROWS};
export const TILE_COLUMNS: i32 = ${columns};
export const HALF_COLUMNS: i32 = ${halfColumns};
/** Bytes of an element of A in a packed panel: 16 where it is stored four times. */
export const ELEMENT_BYTES: i32 = ${elementBytes};
${tiles.join('')}${dispatch(half)}${dispatch(vectors)}
/**
 * \`rows\` ≤ ${ROWS} rows of C times all columns. Whole panels of B are \`panelStep\` bytes apart; the ragged last one lies
 * packed at \`edge\`, ${halfColumns} columns wide if that is enough.
 */
export function tileRow(
  rows: i32, depth: i32, columns: i32, a: usize,
  b: usize, bStep: usize, panelStep: usize, edge: usize,
  c: usize, cStep: usize, add: bool, scratch: usize,
): void {
  for (; columns >= ${columns}; columns -= ${columns}, b += panelStep, c += ${4 * columns})
    tile${columns}(rows, depth, a, b, bStep, c, cStep, columns, add, scratch);
  if (columns > ${halfColumns}) tile${columns}(rows, depth, a, edge, ${4 * columns}, c, cStep, columns, add, scratch);
  else if (columns > 0) tile${halfColumns}(rows, depth, a, edge, ${4 * halfColumns}, c, cStep, columns, add, scratch);
}
`;
}
