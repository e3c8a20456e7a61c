/**
 * Convolutions and depthwise convolutions of a stack of runs, and their gradients, all three as products of panels
 * with patches read in place (see `window.ts`). Images are copied only where they need a border of zeros, a gate or
 * more channels. A run's values depend on its own data and the geometry only.
 *
 * Layouts: x `[run, batch, inHeight, inWidth, inChannels]`, y `[run, batch, outHeight, outWidth, outChannels]`, kernel
 * `[run, kernelHeight, kernelWidth, inChannels, outChannels]`, depthwise `[run, kernelHeight, kernelWidth, channels]`.
 * A gate is the output of a relu: gradients pass where it is above 0. Address 0 stands for what is left out.
 */
import { SUM_POSITIONS, blockOf, inputTables, layOut, packRows, panelWidth, summed } from './convolutionParts';
import { WIDE, panelProduct } from './convolutionTiles';
import { BLOCK_POSITIONS, FRAME, Frame, Geometry, blockImages, inputFrame, offsets } from './window';

export { convolutionWorkspace } from './convolutionParts';
export { convolutionInputGradient } from './convolutionInput';

/**
 * y = act(x ∗ kernel + bias).
 * @param workspace `convolutionWorkspace(…, 0)` bytes, a multiple of 16, that begin with the geometry
 * @param runs how many; `shared` not 0: all read the same x
 * @param relu not 0: act is max(0, ·)
 */
export function convolve(
  workspace: usize, runs: i32, x: usize, shared: i32, kernel: usize, bias: usize, y: usize, relu: i32,
): void {
  const g = changetype<Geometry>(workspace), frame = changetype<Frame>(workspace + FRAME);
  inputFrame(g, frame);
  const width = panelWidth(g), filters = g.outChannels, places = g.outHeight * g.outWidth;
  const images = blockImages(g.batch, places);
  const taps = g.kernelHeight * g.kernelWidth * summed(g, g.inChannels);
  const parts = layOut(workspace, images * places, taps, taps);
  inputTables(g, frame, parts, images);
  const pixel = <usize>filters << 2;
  offsets(parts.targets, 0, 1, 0, 1, 0, images * places, pixel);
  const floor: f32 = relu ? 0 : -Infinity;
  const inputImage = <usize>(g.inHeight * g.inWidth * g.inChannels) << 2;
  memory.fill(parts.start, 0, 32);
  for (let run = 0; run < runs; run++) {
    let from = shared ? x : x + <usize>(run * g.batch) * inputImage;
    for (let first = 0; first < g.batch; first += images) {
      const block = min(images, g.batch - first), positions = block * places;
      const source = blockOf(frame, parts.images, from, 0, block, g.inHeight, g.inWidth, g.inChannels);
      for (let done = 0; done < positions; done += BLOCK_POSITIONS) {
        const rows = min(BLOCK_POSITIONS, positions - done);
        const at = <usize>done << 2;
        for (let column = 0; column < filters; column += width) {
          const columns = min(width, filters - column), skip = <usize>column << 2;
          packRows(parts.panel, width, kernel + skip, 0, pixel, taps, columns);
          if (bias != 0) memory.copy(parts.start, bias + skip, <usize>columns << 2);
          panelProduct(
            width, g.depthwise ? source + skip : source, parts.positions + at, rows, parts.taps, taps, parts.panel,
            parts.start, y + skip, parts.targets + at, columns, floor, false, parts.scratch,
          );
        }
      }
      from += inputImage * block;
      y += pixel * positions;
    }
    kernel += pixel * taps;
    if (bias != 0) bias += pixel;
  }
}

/** Adds each column's sum over a panel to `sums`. */
function addColumnSums(panel: usize, width: i32, rows: i32, sums: usize, columns: i32, scratch: usize): void {
  const step = <usize>width << 2;
  let a = f32x4.splat(0), b = a;
  for (let row = 0; row < rows; row++, panel += step) {
    a = f32x4.add(a, v128.load(panel));
    if (width == WIDE) b = f32x4.add(b, v128.load(panel, 16));
  }
  v128.store(scratch, a);
  v128.store(scratch, b, 16);
  for (let column: usize = 0; column < <usize>columns; column++) {
    const at = sums + (column << 2);
    store<f32>(at, load<f32>(at) + load<f32>(scratch + (column << 2)));
  }
}

/**
 * Gradients of the kernel, and of the bias unless its address is 0: patchesᵀ·dz and the column sums of dz, where dz is
 * dy behind the gate.
 * @param workspace `convolutionWorkspace(…, 1)` bytes, as in `convolve`
 */
export function convolutionKernelGradient(
  workspace: usize, runs: i32, x: usize, shared: i32, dy: usize, gate: usize, kernelGradient: usize, biasGradient: usize,
): void {
  const g = changetype<Geometry>(workspace), frame = changetype<Frame>(workspace + FRAME);
  inputFrame(g, frame);
  const width = panelWidth(g), filters = g.outChannels, places = g.outHeight * g.outWidth;
  const images = blockImages(g.batch, places);
  const taps = g.kernelHeight * g.kernelWidth * summed(g, g.inChannels);
  const parts = layOut(workspace, images * places, taps, min(SUM_POSITIONS, images * places));
  inputTables(g, frame, parts, images);
  const pixel = <usize>filters << 2;
  offsets(parts.targets, 0, 1, 0, 1, 0, taps, pixel);
  const inputImage = <usize>(g.inHeight * g.inWidth * g.inChannels) << 2;
  memory.fill(parts.start, 0, 32);
  memory.fill(kernelGradient, 0, pixel * runs * taps);
  if (biasGradient != 0) memory.fill(biasGradient, 0, pixel * runs);
  for (let run = 0; run < runs; run++) {
    let from = shared ? x : x + <usize>(run * g.batch) * inputImage;
    for (let first = 0; first < g.batch; first += images) {
      const block = min(images, g.batch - first), positions = block * places;
      const source = blockOf(frame, parts.images, from, 0, block, g.inHeight, g.inWidth, g.inChannels);
      for (let done = 0; done < positions; done += SUM_POSITIONS) {
        const depth = min(SUM_POSITIONS, positions - done);
        const sums = parts.positions + (<usize>done << 2), ahead = pixel * done;
        for (let column = 0; column < filters; column += width) {
          const columns = min(width, filters - column), skip = <usize>column << 2;
          packRows(parts.panel, width, dy + ahead + skip, gate != 0 ? gate + ahead + skip : 0, pixel, depth, columns);
          if (biasGradient != 0) {
            addColumnSums(parts.panel, width, depth, biasGradient + skip, columns, parts.scratch);
          }
          panelProduct(
            width, g.depthwise ? source + skip : source, parts.taps, taps, sums, depth, parts.panel,
            parts.start, kernelGradient + skip, parts.targets, columns, 0, true, parts.scratch,
          );
        }
      }
      from += inputImage * block;
      dy += pixel * positions;
      if (gate != 0) gate += pixel * positions;
    }
    kernelGradient += pixel * taps;
    if (biasGradient != 0) biasGradient += pixel;
  }
}
