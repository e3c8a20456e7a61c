// What the three passes of a convolution share: where the parts of the workspace are, and how operands are made ready.
import { NARROW, SCRATCH, WIDE } from './convolutionTiles';
import {
  FRAME, Frame, Geometry, HEAD, HEIGHT_PHASE, Phase, blockImages, copyGated, enclose, frameBytes, inputFrame, offsets,
  outputFrame,
} from './window';

/** Positions summed one after the other in a gradient; such sums are then added up, which keeps rounding small. */
export const SUM_POSITIONS: i32 = 256;

const PASS_FORWARD: i32 = 0;
const PASS_KERNEL: i32 = 1;

/** Bytes of the record at the workspace's head that says where its parts are. */
const PARTS: usize = 160;

@unmanaged
export class Parts {
  positions: usize;
  targets: usize;
  taps: usize;
  start: usize;
  scratch: usize;
  panel: usize;
  images: usize;
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function rounded(bytes: usize): usize {
  return (bytes + 15) & ~15;
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function panelWidth(g: Geometry): i32 {
  return g.depthwise ? NARROW : WIDE;
}

/** Channels that one output sums at each place of the kernel. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function summed(g: Geometry, channels: i32): i32 {
  return g.depthwise ? 1 : channels;
}

/** Bytes of a table of `positions`, one of targets, one of `taps`, a panel and everything that has a fixed size. */
function partsBytes(positions: i32, taps: i32, panelRows: i32): usize {
  const tables = rounded(<usize>positions << 2) + rounded(<usize>max(positions, taps) << 2) + rounded(<usize>taps << 2);
  return HEAD + tables + 32 + SCRATCH + (<usize>panelRows << 5);
}

/** Puts the parts that `partsBytes` counts one after the other, and framed images after them. */
export function layOut(workspace: usize, positions: i32, taps: i32, panelRows: i32): Parts {
  const parts = changetype<Parts>(workspace + PARTS);
  parts.positions = workspace + HEAD;
  parts.targets = parts.positions + rounded(<usize>positions << 2);
  parts.taps = parts.targets + rounded(<usize>max(positions, taps) << 2);
  parts.start = parts.taps + rounded(<usize>taps << 2);
  parts.scratch = parts.start + 32;
  parts.panel = parts.scratch + SCRATCH;
  parts.images = parts.panel + (<usize>panelRows << 5);
  return parts;
}

/**
 * Bytes of workspace for a pass: 0 forward, 1 the kernel's gradient, 2 the input's gradient.
 * @param workspace HEAD bytes that begin with the geometry
 */
export function convolutionWorkspace(workspace: usize, pass: i32): i32 {
  const g = changetype<Geometry>(workspace);
  const frame = changetype<Frame>(workspace + FRAME);
  const outputs = g.outHeight * g.outWidth, places = g.kernelHeight * g.kernelWidth;
  if (pass == PASS_FORWARD || pass == PASS_KERNEL) {
    const images = blockImages(g.batch, outputs);
    const taps = places * summed(g, g.inChannels);
    inputFrame(g, frame);
    const rows = pass == PASS_FORWARD ? taps : min(SUM_POSITIONS, images * outputs);
    return <i32>(partsBytes(images * outputs, taps, rows) + frameBytes(frame) * images);
  }
  const inputs = g.inHeight * g.inWidth;
  const images = blockImages(g.batch, inputs);
  const taps = places * summed(g, g.outChannels);
  outputFrame(g, frame, changetype<Phase>(workspace + HEIGHT_PHASE));
  return <i32>(partsBytes(images * inputs, taps, taps) + frameBytes(frame) * images);
}

/** The first `columns` of each row, zeros up to `width`; gated as in `copyGated`. */
export function packRows(panel: usize, width: i32, from: usize, gate: usize, step: usize, rows: i32, columns: i32): void {
  if (columns < width) memory.fill(panel, 0, <usize>(rows * width) << 2);
  const zero = f32x4.splat(0);
  for (let row = 0; row < rows; row++, from += step, panel += <usize>width << 2) {
    if (columns < width) {
      copyGated(panel, from, gate, columns);
    } else if (gate == 0) {
      v128.store(panel, v128.load(from));
      if (width == WIDE) v128.store(panel, v128.load(from, 16), 16);
    } else {
      v128.store(panel, v128.and(v128.load(from), f32x4.gt(v128.load(gate), zero)));
      if (width == WIDE) v128.store(panel, v128.and(v128.load(from, 16), f32x4.gt(v128.load(gate, 16), zero)), 16);
    }
    if (gate != 0) gate += step;
  }
}

/** Tables of the patches of a block of framed inputs. */
export function inputTables(g: Geometry, frame: Frame, parts: Parts, images: i32): void {
  const pixel = <usize>frame.channels << 2, row = pixel * frame.width;
  offsets(
    parts.positions, 0,
    images, row * frame.height, g.outHeight, row * g.strideHeight, g.outWidth, pixel * g.strideWidth,
  );
  offsets(
    parts.taps, 0,
    g.kernelHeight, row * g.dilationHeight, g.kernelWidth, pixel * g.dilationWidth, summed(g, g.inChannels), 4,
  );
}

/** Images of a block as they are read: in place, or copied into frames. */
export function blockOf(
  frame: Frame, frames: usize, from: usize, gate: usize, images: i32, height: i32, width: i32, channels: i32,
): usize {
  if (gate == 0 && frame.height == height && frame.width == width && frame.channels == channels) return from;
  enclose(frame, frames, from, gate, images, height, width, channels);
  return frames;
}
