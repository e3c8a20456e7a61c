/**
 * Single-precision matrix product, blocked as in Goto & van de Geijn, "Anatomy of High-Performance Matrix
 * Multiplication" (ACM TOMS 2008): a block of B is packed to stay in the second cache, a panel of A in the first, and a
 * tile of C in registers. All memory is the caller's.
 *
 * An element of C is Σ a·b over the depth in order, block by block: the same bits whatever the strides and the addresses
 * are, and (unless it is added to C) the other sizes.
 */
import { ELEMENT_BYTES, HALF_COLUMNS, TILE_COLUMNS, TILE_ROWS, tileRow } from './generated/microkernels';
import { packA, packEdge, packPanels } from './packing';
import { mergeTransposed } from './simd';

/** Depth of a packed block: a panel of A (6 rows) takes 21 KB where its elements are stored four times. */
const BLOCK_DEPTH: i32 = 224;
/** Columns of a packed block of B: 900 KB. */
const BLOCK_COLUMNS: i32 = 1024;
/** With fewer rows than these, packing rows of B costs more than it saves. */
const FEW_ROWS: i32 = 48;

/** Up to these columns, the transposed product fills the tiles better. */
const FEW_COLUMNS: i32 = 12;
/** Columns of the transposed product that are computed at a time. */
const TURNED_COLUMNS: i32 = 256;

const SCRATCH_BYTES: i32 = TILE_ROWS * TILE_COLUMNS * 4;
const PANEL_BYTES: i32 = TILE_ROWS * BLOCK_DEPTH * ELEMENT_BYTES;
const PACKED_BYTES: i32 = (BLOCK_COLUMNS + TILE_COLUMNS) * BLOCK_DEPTH * 4;
const TURNED_BYTES: i32 = FEW_COLUMNS * TURNED_COLUMNS * 4;

/** Bytes of workspace that `gemm` needs, aligned to 16. */
export function gemmWorkspace(): i32 {
  return SCRATCH_BYTES + PANEL_BYTES + PACKED_BYTES + TURNED_BYTES;
}

/** Rows of the next tile: the rest is cut so that no tile is too low to keep the multipliers busy. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function tileRowsOf(rows: i32): i32 {
  if (rows == 7 || rows == 8) return 4;
  if (rows == 9) return 5;
  return min(rows, TILE_ROWS);
}

/** Depth of the next block: nearly equal ones, in fours. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function blockDepthOf(depth: i32): i32 {
  if (depth <= BLOCK_DEPTH) return depth;
  const blocks = (depth + BLOCK_DEPTH - 1) / BLOCK_DEPTH;
  return ((depth + blocks - 1) / blocks + 3) & ~3;
}

/**
 * C = A·B, or C += A·B where `add` is not 0. A is `[m, k]` with element (i, p) at `a + 4·(i·aRow + p·aColumn)`, B is
 * `[k, n]` likewise, so a transposed operand is one with other strides; rows of C are `cRow` floats apart. Rows or
 * columns of both operands that are not side by side are read correctly, but slowly. All sizes are at least 1.
 * @param workspace `gemmWorkspace()` bytes
 */
export function gemm(
  m: i32, n: i32, k: i32,
  a: usize, aRow: i32, aColumn: i32,
  b: usize, bRow: i32, bColumn: i32,
  c: usize, cRow: i32, add: i32, workspace: usize,
): void {
  if (n <= FEW_COLUMNS && m > n) {
    turned(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, add, workspace);
  } else {
    blocked(m, n, k, a, aRow, aColumn, b, bRow, bColumn, c, cRow, add, workspace);
  }
}

/** {@link gemm} by way of Cᵀ = Bᵀ·Aᵀ. The sums are the same. */
function turned(
  m: i32, n: i32, k: i32,
  a: usize, aRow: i32, aColumn: i32,
  b: usize, bRow: i32, bColumn: i32,
  c: usize, cRow: i32, add: i32, workspace: usize,
): void {
  const columns = workspace + SCRATCH_BYTES + PANEL_BYTES + PACKED_BYTES;
  for (let i = 0; i < m; i += TURNED_COLUMNS) {
    const rows = min(TURNED_COLUMNS, m - i);
    blocked(n, rows, k, b, bColumn, bRow, a, aColumn, aRow, columns, TURNED_COLUMNS, 0, workspace);
    mergeTransposed(columns, TURNED_COLUMNS << 2, rows, n, c, cRow << 2, add != 0);
    a += <usize>(TURNED_COLUMNS * aRow) << 2;
    c += <usize>(TURNED_COLUMNS * cRow) << 2;
  }
}

function blocked(
  m: i32, n: i32, k: i32,
  a: usize, aRow: i32, aColumn: i32,
  b: usize, bRow: i32, bColumn: i32,
  c: usize, cRow: i32, add: i32, workspace: usize,
): void {
  const panel = workspace + SCRATCH_BYTES;
  const packed = panel + PANEL_BYTES;
  const aRowStep = <usize>aRow << 2, aColumnStep = <usize>aColumn << 2;
  const bRowStep = <usize>bRow << 2, bColumnStep = <usize>bColumn << 2;
  const cStep = <usize>cRow << 2;
  const inPlace = bColumn == 1 && m <= FEW_ROWS;
  for (let p = 0, depth = 0; p < k; p += depth) {
    depth = blockDepthOf(k - p);
    for (let j = 0; j < n; j += BLOCK_COLUMNS) {
      const columns = min(BLOCK_COLUMNS, n - j);
      const whole = columns - columns % TILE_COLUMNS;
      const from = b + <usize>p * bRowStep + <usize>j * bColumnStep;
      const edge = inPlace ? packed : packed + (<usize>(whole * depth) << 2);
      if (!inPlace) packPanels(depth, whole, from, bRowStep, bColumnStep, packed);
      if (whole < columns) {
        const width = columns - whole > HALF_COLUMNS ? TILE_COLUMNS : HALF_COLUMNS;
        packEdge(depth, columns - whole, width, from + <usize>whole * bColumnStep, bRowStep, bColumnStep, edge);
      }
      const bStep = inPlace ? bRowStep : <usize>TILE_COLUMNS << 2;
      const panelStep = inPlace ? <usize>TILE_COLUMNS << 2 : <usize>(TILE_COLUMNS * depth) << 2;
      for (let i = 0, rows = 0; i < m; i += rows) {
        rows = tileRowsOf(m - i);
        packA(rows, depth, a + <usize>i * aRowStep + <usize>p * aColumnStep, aRowStep, aColumnStep, panel);
        tileRow(
          rows, depth, columns, panel, inPlace ? from : packed, bStep, panelStep, edge,
          c + <usize>i * cStep + (<usize>j << 2), cStep, add != 0 || p > 0, workspace,
        );
      }
    }
  }
}

/**
 * One product a run: C[r] = op(A[r])·op(B[r]), row-major, `[m, n]` each; op transposes where the flag is not 0.
 * @param aRun, bRun floats from a run's matrix to the next; 0: all runs share it
 * @param workspace `gemmWorkspace()` bytes
 */
export function product(
  runs: i32, m: i32, n: i32, k: i32,
  a: usize, aRun: i32, aTransposed: i32,
  b: usize, bRun: i32, bTransposed: i32,
  c: usize, workspace: usize,
): void {
  if (k == 0) {
    memory.fill(c, 0, <usize>(runs * m * n) << 2);
    return;
  }
  for (let run = 0; run < runs; run++) {
    gemm(
      m, n, k,
      a, aTransposed ? 1 : k, aTransposed ? m : 1,
      b, bTransposed ? 1 : n, bTransposed ? k : 1,
      c, n, 0, workspace,
    );
    a += <usize>aRun << 2;
    b += <usize>bRun << 2;
    c += <usize>(m * n) << 2;
  }
}
