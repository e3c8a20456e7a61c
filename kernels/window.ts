/**
 * Windows that slide over images `[images, height, width, channels]`. The matrix of patches that a convolution
 * multiplies is never made: its element (position, tap) is at `source + positions[position] + taps[tap]`, so two tables
 * of byte offsets stand for it. All memory is the caller's; records lie at the head of the workspace.
 */

/** Whole numbers that the caller writes at the workspace's beginning, in this order. */
@unmanaged
export class Geometry {
  /** Images of one run. */
  batch: i32;
  inHeight: i32;
  inWidth: i32;
  inChannels: i32;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  dilationHeight: i32;
  dilationWidth: i32;
  paddingTop: i32;
  paddingLeft: i32;
  /** Not 0: each channel has a kernel of its own; as many channels come out as go in. */
  depthwise: i32;
}

/** The images as they are read: with a border of zeros, and channels filled up. */
@unmanaged
export class Frame {
  top: i32;
  left: i32;
  height: i32;
  width: i32;
  channels: i32;
}

/**
 * Along one axis, the places of a convolution's input that meet the same taps: with stride s there are s such phases.
 * Place `first + n·stride` is the sum over taps t of output `start + n + t·tapStep` times kernel element
 * `lastTap − t·kernelStep`.
 */
@unmanaged
export class Phase {
  first: i32;
  count: i32;
  start: i32;
  taps: i32;
  tapStep: i32;
  lastTap: i32;
  kernelStep: i32;
}

/** Bytes of the records at the workspace's head. */
export const FRAME: usize = 64;
export const HEIGHT_PHASE: usize = 96;
export const WIDTH_PHASE: usize = 128;
export const HEAD: usize = 192;

/** Positions computed one after the other, so that what they read and write stays in the second cache. */
export const BLOCK_POSITIONS: i32 = 1024;

/** Images whose positions make a block; at least one. */
export function blockImages(batch: i32, positions: i32): i32 {
  return max(1, min(batch, BLOCK_POSITIONS / max(1, positions)));
}

/** Byte offsets `start + i·step0 + j·step1 + k·step2`, the last index running fastest. */
export function offsets(
  table: usize, start: usize,
  count0: i32, step0: usize, count1: i32, step1: usize, count2: i32, step2: usize,
): void {
  for (let i = 0; i < count0; i++, start += step0) {
    let row = start;
    for (let j = 0; j < count1; j++, row += step1) {
      let at = row;
      for (let k = 0; k < count2; k++, at += step2, table += 4) store<usize>(table, at);
    }
  }
}

function greatestCommonDivisor(a: i32, b: i32): i32 {
  while (b != 0) {
    const rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/** Fills in `phase` for the places p with (p + padding) mod stride = `remainder`. */
function axisPhase(
  phase: Phase, remainder: i32, size: i32, kernel: i32, stride: i32, dilation: i32, padding: i32,
): void {
  const divisor = greatestCommonDivisor(stride, dilation);
  const kernelStep = stride / divisor, tapStep = dilation / divisor;
  let firstTap = 0;
  while (firstTap < kernelStep && (firstTap * dilation) % stride != remainder) firstTap++;
  const first = (((remainder - padding) % stride) + stride) % stride;
  const met = firstTap < kernelStep && firstTap < kernel;
  const taps = met ? (kernel - 1 - firstTap) / kernelStep + 1 : 0;
  phase.first = first;
  phase.count = first < size ? (size - 1 - first) / stride + 1 : 0;
  phase.taps = taps;
  phase.start = met ? (first + padding - firstTap * dilation) / stride - (taps - 1) * tapStep : 0;
  phase.tapStep = tapStep;
  phase.lastTap = firstTap + (taps - 1) * kernelStep;
  phase.kernelStep = kernelStep;
}

export function heightPhase(g: Geometry, phase: Phase, remainder: i32): void {
  axisPhase(phase, remainder, g.inHeight, g.kernelHeight, g.strideHeight, g.dilationHeight, g.paddingTop);
}

export function widthPhase(g: Geometry, phase: Phase, remainder: i32): void {
  axisPhase(phase, remainder, g.inWidth, g.kernelWidth, g.strideWidth, g.dilationWidth, g.paddingLeft);
}

/** Vectors of channels have whole fours. */
function framedChannels(g: Geometry, channels: i32): i32 {
  return g.depthwise ? (channels + 3) & ~3 : channels;
}

/** The frame around the input, in which every window lies. */
export function inputFrame(g: Geometry, frame: Frame): void {
  frame.top = g.paddingTop;
  frame.left = g.paddingLeft;
  frame.height = max(
    g.inHeight + g.paddingTop,
    (g.outHeight - 1) * g.strideHeight + (g.kernelHeight - 1) * g.dilationHeight + 1,
  );
  frame.width = max(
    g.inWidth + g.paddingLeft,
    (g.outWidth - 1) * g.strideWidth + (g.kernelWidth - 1) * g.dilationWidth + 1,
  );
  frame.channels = framedChannels(g, g.inChannels);
}

/** The frame around the output's gradient, from which the input's is read; uses `phase` meanwhile. */
export function outputFrame(g: Geometry, frame: Frame, phase: Phase): void {
  let top = 0, bottom = g.outHeight;
  for (let remainder = 0; remainder < g.strideHeight; remainder++) {
    heightPhase(g, phase, remainder);
    if (phase.count == 0 || phase.taps == 0) continue;
    top = max(top, -phase.start);
    bottom = max(bottom, phase.start + phase.count + (phase.taps - 1) * phase.tapStep);
  }
  let left = 0, right = g.outWidth;
  for (let remainder = 0; remainder < g.strideWidth; remainder++) {
    widthPhase(g, phase, remainder);
    if (phase.count == 0 || phase.taps == 0) continue;
    left = max(left, -phase.start);
    right = max(right, phase.start + phase.count + (phase.taps - 1) * phase.tapStep);
  }
  frame.top = top;
  frame.left = left;
  frame.height = top + bottom;
  frame.width = left + right;
  frame.channels = framedChannels(g, g.outChannels);
}

/** Bytes of one image in its frame. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
export function frameBytes(frame: Frame): usize {
  return <usize>(frame.height * frame.width * frame.channels) << 2;
}

/** Copies floats; those whose `gate` is not above 0 become 0. No gate (address 0): all pass. */
export function copyGated(to: usize, from: usize, gate: usize, floats: i32): void {
  if (gate == 0) {
    memory.copy(to, from, <usize>floats << 2);
    return;
  }
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= floats; i += 4, to += 16, from += 16, gate += 16) {
    v128.store(to, v128.and(v128.load(from), f32x4.gt(v128.load(gate), zero)));
  }
  for (; i < floats; i++, to += 4, from += 4, gate += 4) {
    store<f32>(to, load<f32>(gate) > 0 ? load<f32>(from) : 0);
  }
}

/** Puts images `[images, height, width, channels]` into their frames, gated as in `copyGated`. */
export function enclose(
  frame: Frame, to: usize, from: usize, gate: usize, images: i32, height: i32, width: i32, channels: i32,
): void {
  const pixel = <usize>frame.channels << 2, row = pixel * frame.width, image = row * frame.height;
  memory.fill(to, 0, image * images);
  to += <usize>frame.top * row + <usize>frame.left * pixel;
  const whole = frame.channels == channels;
  const pieces = whole ? 1 : width, floats = whole ? width * channels : channels;
  const step = <usize>floats << 2;
  for (let i = 0; i < images; i++, to += image) {
    let at = to;
    for (let h = 0; h < height; h++, at += row) {
      let place = at;
      for (let piece = 0; piece < pieces; piece++, place += pixel, from += step) {
        copyGated(place, from, gate, floats);
        if (gate != 0) gate += step;
      }
    }
  }
}
