/**
 * Pooling over windows of images `[images, height, width, channels]` without dilation. Padding takes no part: the
 * maximum and the mean are those of the window's places inside the image.
 */
import { Geometry } from './window';

/** A window's places inside the image: rows `top` up to `bottom`, columns `left` up to `right`. */
@unmanaged
class Window {
  top: i32;
  bottom: i32;
  left: i32;
  right: i32;
}

const WINDOW: usize = 64;

function windowRows(g: Geometry, window: Window, place: i32): void {
  const start = place * g.strideHeight - g.paddingTop;
  window.top = max(0, start);
  window.bottom = min(g.inHeight, start + g.kernelHeight);
}

function windowColumns(g: Geometry, window: Window, place: i32): void {
  const start = place * g.strideWidth - g.paddingLeft;
  window.left = max(0, start);
  window.right = min(g.inWidth, start + g.kernelWidth);
}

/** Bytes of workspace of every function here. */
export function poolingWorkspace(): i32 {
  return 80;
}

/** Maxima of four channels of a window. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function largest4(window: Window, image: usize, row: usize, pixel: usize): v128 {
  let largest = f32x4.splat(-Infinity);
  for (let h = window.top; h < window.bottom; h++) {
    let at = image + row * h + pixel * window.left;
    for (let w = window.left; w < window.right; w++, at += pixel) largest = f32x4.max(largest, v128.load(at));
  }
  return largest;
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function largest1(window: Window, image: usize, row: usize, pixel: usize): f32 {
  let largest: f32 = -Infinity;
  for (let h = window.top; h < window.bottom; h++) {
    let at = image + row * h + pixel * window.left;
    for (let w = window.left; w < window.right; w++, at += pixel) largest = max<f32>(largest, load<f32>(at));
  }
  return largest;
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function sum4(window: Window, image: usize, row: usize, pixel: usize): v128 {
  let sum = f32x4.splat(0);
  for (let h = window.top; h < window.bottom; h++) {
    let at = image + row * h + pixel * window.left;
    for (let w = window.left; w < window.right; w++, at += pixel) sum = f32x4.add(sum, v128.load(at));
  }
  return sum;
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function sum1(window: Window, image: usize, row: usize, pixel: usize): f32 {
  let sum: f32 = 0;
  for (let h = window.top; h < window.bottom; h++) {
    let at = image + row * h + pixel * window.left;
    for (let w = window.left; w < window.right; w++, at += pixel) sum += load<f32>(at);
  }
  return sum;
}

/** Windows of two by two, which are most common, are computed without loops over their places. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function isTwoByTwo(window: Window): bool {
  return window.bottom - window.top == 2 && window.right - window.left == 2;
}

/** Whole vectors of channels of the four places from `at` on. @returns how many channels are done */
function poolTwoByTwo(at: usize, row: usize, channels: i32, y: usize, average: bool): i32 {
  const pixel = <usize>channels << 2, quarter = f32x4.splat(0.25);
  let c = 0;
  for (; c + 4 <= channels; c += 4, at += 16, y += 16) {
    const x00 = v128.load(at), x01 = v128.load(at + pixel);
    const x10 = v128.load(at + row), x11 = v128.load(at + row + pixel);
    v128.store(
      y,
      average
        ? f32x4.mul(f32x4.add(f32x4.add(f32x4.add(x00, x01), x10), x11), quarter)
        : f32x4.max(f32x4.max(x00, x01), f32x4.max(x10, x11)),
    );
  }
  return c;
}

/** 1 over the places of a window. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function share(window: Window): f32 {
  return <f32>1 / <f32>((window.bottom - window.top) * (window.right - window.left));
}

/** All windows of an image. */
function poolImage(g: Geometry, window: Window, x: usize, y: usize, average: bool): void {
  const channels = g.inChannels, pixel = <usize>channels << 2, row = pixel * g.inWidth;
  for (let i = 0; i < g.outHeight; i++) {
    windowRows(g, window, i);
    for (let j = 0; j < g.outWidth; j++) {
      windowColumns(g, window, j);
      const part: f32 = average ? share(window) : 1;
      const start = x + row * window.top + pixel * window.left;
      let c = isTwoByTwo(window) ? poolTwoByTwo(start, row, channels, y, average) : 0;
      let image = x + (<usize>c << 2);
      y += <usize>c << 2;
      for (; c + 4 <= channels; c += 4, image += 16, y += 16) {
        v128.store(
          y, average ? f32x4.mul(sum4(window, image, row, pixel), f32x4.splat(part)) : largest4(window, image, row, pixel),
        );
      }
      for (; c < channels; c++, image += 4, y += 4) {
        store<f32>(y, average ? sum1(window, image, row, pixel) * part : largest1(window, image, row, pixel));
      }
    }
  }
}

/**
 * y = maxima, or means with `average`, of each window.
 * @param workspace `poolingWorkspace()` bytes that begin with the geometry
 */
export function pool(workspace: usize, images: i32, x: usize, y: usize, average: i32): void {
  const g = changetype<Geometry>(workspace), window = changetype<Window>(workspace + WINDOW);
  const input = <usize>(g.inHeight * g.inWidth * g.inChannels) << 2;
  const output = <usize>(g.outHeight * g.outWidth * g.inChannels) << 2;
  for (let i = 0; i < images; i++, x += input, y += output) poolImage(g, window, x, y, average != 0);
}

/** Adds four channels' gradients to the first place that has the maximum. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function toLargest4(window: Window, x: usize, dx: usize, row: usize, pixel: usize, y: v128, dy: v128): void {
  let open = i32x4.splat(-1);
  for (let h = window.top; h < window.bottom; h++) {
    let at = row * h + pixel * window.left;
    for (let w = window.left; w < window.right; w++, at += pixel) {
      const met = v128.and(open, f32x4.eq(v128.load(x + at), y));
      open = v128.andnot(open, met);
      v128.store(dx + at, f32x4.add(v128.load(dx + at), v128.and(met, dy)));
    }
  }
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function toLargest1(window: Window, x: usize, dx: usize, row: usize, pixel: usize, y: f32, dy: f32): void {
  for (let h = window.top; h < window.bottom; h++) {
    let at = row * h + pixel * window.left;
    for (let w = window.left; w < window.right; w++, at += pixel) {
      if (load<f32>(x + at) == y) {
        store<f32>(dx + at, load<f32>(dx + at) + dy);
        return;
      }
    }
  }
}

/** The same for whole vectors of channels of a window of two by two. @returns how many channels are done */
function toLargestOfFour(
  x: usize, dx: usize, row: usize, channels: i32, y: usize, dy: usize, disjoint: bool,
): i32 {
  const pixel = <usize>channels << 2, below = row + pixel;
  let c = 0;
  for (; c + 4 <= channels; c += 4, x += 16, dx += 16, y += 16, dy += 16) {
    const largest = v128.load(y), gradient = v128.load(dy);
    const met00 = f32x4.eq(v128.load(x), largest), met01 = f32x4.eq(v128.load(x + pixel), largest);
    const met10 = f32x4.eq(v128.load(x + row), largest), met11 = f32x4.eq(v128.load(x + below), largest);
    const above = v128.or(met00, met01);
    put(dx, v128.and(gradient, met00), disjoint);
    put(dx + pixel, v128.andnot(v128.and(gradient, met01), met00), disjoint);
    put(dx + row, v128.andnot(v128.and(gradient, met10), above), disjoint);
    put(dx + below, v128.andnot(v128.and(gradient, met11), v128.or(above, met10)), disjoint);
  }
  return c;
}

/** Windows that do not overlap write each place once. */
// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function put(at: usize, value: v128, disjoint: bool): void {
  v128.store(at, disjoint ? value : f32x4.add(v128.load(at), value));
}

function maximumGradientOfImage(g: Geometry, window: Window, x: usize, y: usize, dy: usize, dx: usize): void {
  const channels = g.inChannels, pixel = <usize>channels << 2, row = pixel * g.inWidth;
  const disjoint = g.strideHeight >= g.kernelHeight && g.strideWidth >= g.kernelWidth;
  memory.fill(dx, 0, row * g.inHeight);
  for (let i = 0; i < g.outHeight; i++) {
    windowRows(g, window, i);
    for (let j = 0; j < g.outWidth; j++) {
      windowColumns(g, window, j);
      const start = row * window.top + pixel * window.left;
      let c = isTwoByTwo(window) ? toLargestOfFour(x + start, dx + start, row, channels, y, dy, disjoint) : 0;
      let skip = <usize>c << 2;
      y += skip;
      dy += skip;
      for (; c + 4 <= channels; c += 4, skip += 16, y += 16, dy += 16) {
        toLargest4(window, x + skip, dx + skip, row, pixel, v128.load(y), v128.load(dy));
      }
      for (; c < channels; c++, skip += 4, y += 4, dy += 4) {
        toLargest1(window, x + skip, dx + skip, row, pixel, load<f32>(y), load<f32>(dy));
      }
    }
  }
}

/** The input's gradient of maxima: to the first place that has the maximum, row by row, as PyTorch and TensorFlow do. */
export function maximumGradient(workspace: usize, images: i32, x: usize, y: usize, dy: usize, dx: usize): void {
  const g = changetype<Geometry>(workspace), window = changetype<Window>(workspace + WINDOW);
  const input = <usize>(g.inHeight * g.inWidth * g.inChannels) << 2;
  const output = <usize>(g.outHeight * g.outWidth * g.inChannels) << 2;
  for (let i = 0; i < images; i++, x += input, dx += input, y += output, dy += output) {
    maximumGradientOfImage(g, window, x, y, dy, dx);
  }
}

/** Adds `part` of the gradients of all channels to each place of a window. */
function spread(window: Window, dx: usize, row: usize, dy: usize, channels: i32, part: f32): void {
  const pixel = <usize>channels << 2, four = f32x4.splat(part);
  for (let h = window.top; h < window.bottom; h++) {
    let at = dx + row * h + pixel * window.left;
    for (let w = window.left; w < window.right; w++) {
      let from = dy;
      let c = 0;
      for (; c + 4 <= channels; c += 4, at += 16, from += 16) {
        v128.store(at, f32x4.add(v128.load(at), f32x4.mul(v128.load(from), four)));
      }
      for (; c < channels; c++, at += 4, from += 4) store<f32>(at, load<f32>(at) + load<f32>(from) * part);
    }
  }
}

/** The input's gradient of means. */
export function averageGradient(workspace: usize, images: i32, dy: usize, dx: usize): void {
  const g = changetype<Geometry>(workspace), window = changetype<Window>(workspace + WINDOW);
  const pixel = <usize>g.inChannels << 2, row = pixel * g.inWidth;
  for (let i = 0; i < images; i++, dx += row * g.inHeight) {
    memory.fill(dx, 0, row * g.inHeight);
    for (let h = 0; h < g.outHeight; h++) {
      windowRows(g, window, h);
      for (let w = 0; w < g.outWidth; w++, dy += pixel) {
        windowColumns(g, window, w);
        spread(window, dx, row, dy, g.inChannels, share(window));
      }
    }
  }
}
