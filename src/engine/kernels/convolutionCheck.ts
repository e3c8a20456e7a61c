import type { Geometry } from '../geometry.ts';
import { firstDifference, guarded, someNumbers } from './comparison.ts';
import type { Kernels } from './module.ts';
import { convolutionSpace, PASS, poolingSpace, type WindowKernels } from './window.ts';

interface Case {
  name: string;
  geometry: Geometry;
  batch: number;
  runs: number;
  depthwise: boolean;
  shared: boolean;
  relu: boolean;
}

const PLAIN: Geometry = {
  inHeight: 5,
  inWidth: 6,
  inChannels: 3,
  outHeight: 4,
  outWidth: 5,
  outChannels: 9,
  kernelHeight: 2,
  kernelWidth: 2,
  strideHeight: 1,
  strideWidth: 1,
  dilationHeight: 1,
  dilationWidth: 1,
  paddingTop: 0,
  paddingLeft: 0,
};

/** Strides 2 and 3, dilation and padding: every phase of the input's gradient differs. */
const RAGGED: Geometry = {
  ...PLAIN,
  outHeight: 3,
  outWidth: 2,
  kernelHeight: 3,
  strideHeight: 2,
  strideWidth: 3,
  dilationWidth: 2,
  paddingTop: 1,
  paddingLeft: 1,
};

const CASES: Case[] = [
  { name: 'convolution', geometry: PLAIN, batch: 2, runs: 2, depthwise: false, shared: false, relu: false },
  {
    name: 'convolution with strides',
    geometry: RAGGED,
    batch: 2,
    runs: 2,
    depthwise: false,
    shared: true,
    relu: true,
  },
  {
    name: 'depthwise convolution',
    geometry: { ...RAGGED, inChannels: 5, outChannels: 5 },
    batch: 2,
    runs: 2,
    depthwise: true,
    shared: false,
    relu: true,
  },
  {
    name: 'depthwise convolution in place',
    geometry: { ...PLAIN, inChannels: 4, outChannels: 4 },
    batch: 2,
    runs: 1,
    depthwise: true,
    shared: false,
    relu: false,
  },
];

/** Whole numbers from −3 to 3: sums of their products are exact in float32. */
const wholeNumbers = (count: number, stream: number) =>
  someNumbers(count, stream).map((value) => Math.round(3.4 * value));

/** Calls `visit` with the indexes of an output, an input and a kernel element that meet. */
function eachProduct(test: Case, visit: (y: number, x: number, kernel: number, ownX: number) => void): void {
  const { geometry: g, batch, runs, depthwise, shared } = test;
  const depth = depthwise ? 1 : g.inChannels;
  const outputs = runs * batch * g.outHeight * g.outWidth * g.outChannels;
  for (let y = 0; y < outputs; y++) {
    const channel = y % g.outChannels;
    const place = Math.floor(y / g.outChannels);
    const left = (place % g.outWidth) * g.strideWidth - g.paddingLeft;
    const top = (Math.floor(place / g.outWidth) % g.outHeight) * g.strideHeight - g.paddingTop;
    const image = Math.floor(place / (g.outWidth * g.outHeight));
    const run = Math.floor(image / batch);
    for (let tap = 0; tap < g.kernelHeight * g.kernelWidth; tap++) {
      const row = top + Math.floor(tap / g.kernelWidth) * g.dilationHeight;
      const column = left + (tap % g.kernelWidth) * g.dilationWidth;
      if (row < 0 || column < 0 || row >= g.inHeight || column >= g.inWidth) continue;
      for (let d = 0; d < depth; d++) {
        const input = (row * g.inWidth + column) * g.inChannels + (depthwise ? channel : d);
        const size = g.inHeight * g.inWidth * g.inChannels;
        const weight = ((run * g.kernelHeight * g.kernelWidth + tap) * depth + d) * g.outChannels + channel;
        visit(y, (shared ? image % batch : image) * size + input, weight, image * size + input);
      }
    }
  }
}

function sizesOf({ geometry: g, batch, runs, depthwise, shared }: Case) {
  const image = g.inHeight * g.inWidth * g.inChannels;
  return {
    x: (shared ? 1 : runs) * batch * image,
    dx: runs * batch * image,
    y: runs * batch * g.outHeight * g.outWidth * g.outChannels,
    kernel: runs * g.kernelHeight * g.kernelWidth * (depthwise ? 1 : g.inChannels) * g.outChannels,
    bias: runs * g.outChannels,
  };
}

/** All three passes by definition. */
function expected(test: Case, x: Float32Array, kernel: Float32Array, bias: Float32Array, dy: Float32Array) {
  const { geometry: g, batch, relu } = test;
  const sizes = sizesOf(test);
  const perRun = batch * g.outHeight * g.outWidth * g.outChannels;
  const biasAt = (index: number) => Math.floor(index / perRun) * g.outChannels + (index % g.outChannels);
  const y = Float32Array.from({ length: sizes.y }, (_, index) => bias[biasAt(index)]!);
  eachProduct(test, (out, input, weight) => {
    y[out]! += x[input]! * kernel[weight]!;
  });
  if (relu) y.set(y.map((value) => Math.max(0, value)));
  const dz = dy.map((value, index) => (relu && y[index] === 0 ? 0 : value));
  const dKernel = new Float32Array(sizes.kernel);
  const dBias = new Float32Array(sizes.bias);
  const dx = new Float32Array(sizes.dx);
  eachProduct(test, (out, input, weight, own) => {
    dKernel[weight]! += x[input]! * dz[out]!;
    dx[own]! += kernel[weight]! * dz[out]!;
  });
  dz.forEach((value, index) => {
    dBias[biasAt(index)]! += value;
  });
  return { y, dKernel, dBias, dx };
}

function checkPasses(kernels: Kernels<WindowKernels>, test: Case): string | undefined {
  const { name, geometry, batch, runs, depthwise, shared, relu } = test;
  const sizes = sizesOf(test);
  const given = [sizes.x, sizes.kernel, sizes.bias, sizes.y].map(wholeNumbers);
  const [x, kernel, bias, dy] = given.map((values) => guarded(kernels, values).address) as [
    number,
    number,
    number,
    number,
  ];
  const [y, dKernel, dBias, dx] = [sizes.y, sizes.kernel, sizes.bias, sizes.dx].map((size) =>
    guarded(kernels, new Float32Array(size).fill(5)),
  );
  const { exports } = kernels;
  const space = (pass: number) => convolutionSpace(kernels, geometry, batch, depthwise, pass);
  const gate = relu ? y!.address : 0;
  exports.convolve(space(PASS.forward), ...[runs, x, Number(shared), kernel, bias, y!.address, Number(relu)]);
  exports.convolutionKernelGradient(
    space(PASS.kernelGradient),
    ...[runs, x, Number(shared), dy, gate, dKernel!.address, dBias!.address],
  );
  exports.convolutionInputGradient(space(PASS.inputGradient), runs, dy, gate, kernel, 0, dx!.address, 0);
  const right = expected(test, given[0]!, given[1]!, given[2]!, given[3]!);
  return (
    firstDifference(name, y!, right.y, 0) ??
    firstDifference(`kernel gradient of ${name}`, dKernel!, right.dKernel, 0) ??
    firstDifference(`bias gradient of ${name}`, dBias!, right.dBias, 0) ??
    firstDifference(`input gradient of ${name}`, dx!, right.dx, 0)
  );
}

/** Five channels: a whole vector and a ragged end. Windows hold 1, 2, 4 or 8 places, so that means are exact, too. */
const POOL: Geometry = { ...PLAIN, inChannels: 5, outChannels: 5 };
const POOLS: Geometry[] = [
  // Windows that overlap, partly in the padding; that stand side by side; that are not two by two.
  { ...POOL, outHeight: 5, outWidth: 6, paddingTop: 1, paddingLeft: 1 },
  { ...POOL, outHeight: 2, outWidth: 3, strideHeight: 2, strideWidth: 2 },
  { ...POOL, outHeight: 2, outWidth: 3, kernelHeight: 4, strideWidth: 2 },
];

/** Indexes of a window's places inside the image, row by row. */
function placesOf(g: Geometry, output: number): number[] {
  const channel = output % g.inChannels;
  const place = Math.floor(output / g.inChannels);
  const top = Math.floor(place / g.outWidth) * g.strideHeight - g.paddingTop;
  const left = (place % g.outWidth) * g.strideWidth - g.paddingLeft;
  return Array.from({ length: g.kernelHeight * g.kernelWidth }, (_, tap) => ({
    h: top + Math.floor(tap / g.kernelWidth),
    w: left + (tap % g.kernelWidth),
  }))
    .filter(({ h, w }) => h >= 0 && w >= 0 && h < g.inHeight && w < g.inWidth)
    .map(({ h, w }) => (h * g.inWidth + w) * g.inChannels + channel);
}

/** Maxima and means by definition, with the gradients of Σ dy·y. */
function expectedPooling(g: Geometry, x: Float32Array, dy: Float32Array, average: boolean) {
  const y = new Float32Array(dy.length);
  const dx = new Float32Array(x.length);
  y.forEach((_, index) => {
    const places = placesOf(g, index);
    const values = places.map((at) => x[at]!);
    const largest = Math.max(...values);
    y[index] = average ? values.reduce((sum, value) => sum + value, 0) / values.length : largest;
    if (average) for (const at of places) dx[at]! += dy[index]! / values.length;
    else dx[places[values.indexOf(largest)]!]! += dy[index]!;
  });
  return { y, dx };
}

function checkPooling(kernels: Kernels<WindowKernels>, g: Geometry, average: boolean): string | undefined {
  const name = average ? 'average pooling' : 'max pooling';
  const values = wholeNumbers(g.inHeight * g.inWidth * g.inChannels, 1);
  const gradients = wholeNumbers(g.outHeight * g.outWidth * g.outChannels, 2);
  const [x, dy] = [values, gradients].map((array) => guarded(kernels, array).address);
  const [y, dx] = [gradients, values].map(({ length }) => guarded(kernels, new Float32Array(length).fill(5)));
  const { exports } = kernels;
  const space = poolingSpace(kernels, g);
  exports.pool(space, 1, x!, y!.address, Number(average));
  if (average) exports.averageGradient(space, 1, dy!, dx!.address);
  else exports.maximumGradient(space, 1, x!, y!.address, dy!, dx!.address);
  const right = expectedPooling(g, values, gradients, average);
  return firstDifference(name, y!, right.y, 0) ?? firstDifference(`gradient of ${name}`, dx!, right.dx, 0);
}

/**
 * Compares convolutions and pooling with their definitions, in whole numbers, so that sums are exact.
 * @returns what differs; undefined when all is well
 */
export function checkConvolution(kernels: Kernels<WindowKernels>): string | undefined {
  for (const test of CASES) {
    const wrong = checkPasses(kernels, test);
    if (wrong) return wrong;
  }
  for (const geometry of POOLS) {
    const wrong = checkPooling(kernels, geometry, false) ?? checkPooling(kernels, geometry, true);
    if (wrong) return wrong;
  }
  return undefined;
}
