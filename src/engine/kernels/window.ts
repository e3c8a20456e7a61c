/** What the callers of `kernels/convolution.ts` and `kernels/pooling.ts` share. */
import type { Geometry } from '../geometry.ts';
import type { Kernels } from './module.ts';

/** Functions of the group `convolution`. Addresses in bytes; 0: left out. */
export interface WindowKernels {
  convolutionWorkspace(workspace: number, pass: number): number;
  convolve(...[workspace, runs, x, shared, kernel, bias, y, relu]: number[]): void;
  convolutionKernelGradient(
    ...[workspace, runs, x, shared, dy, gate, kernelGradient, biasGradient]: number[]
  ): void;
  convolutionInputGradient(...[workspace, runs, dy, gate, kernel, bias, dx, relu]: number[]): void;
  poolingWorkspace(): number;
  pool(...[workspace, images, x, y, average]: number[]): void;
  maximumGradient(...[workspace, images, x, y, dy, dx]: number[]): void;
  averageGradient(...[workspace, images, dy, dx]: number[]): void;
}

export type WindowModule = Kernels<WindowKernels>;

/** The three passes of a convolution; the kernels know them by these numbers. */
export const PASS = { forward: 0, kernelGradient: 1, inputGradient: 2 } as const;

/** Bytes of the records at the head of a workspace. */
const HEAD_BYTES = 192;

/** Writes what the kernels know as `Geometry`. */
function writeGeometry(
  { heap }: WindowModule,
  at: number,
  g: Geometry,
  batch: number,
  depthwise: boolean,
): void {
  const record = [
    ...[batch, g.inHeight, g.inWidth, g.inChannels, g.outHeight, g.outWidth, g.outChannels],
    ...[g.kernelHeight, g.kernelWidth, g.strideHeight, g.strideWidth, g.dilationHeight, g.dilationWidth],
    ...[g.paddingTop, g.paddingLeft, Number(depthwise)],
  ];
  new Int32Array(heap().buffer, at, record.length).set(record);
}

/** Scratch memory for one pass of a convolution, with the geometry at its head. @returns its address */
export function convolutionSpace(
  module: WindowModule,
  geometry: Geometry,
  batch: number,
  depthwise: boolean,
  pass: number,
): number {
  const head = module.workspace(HEAD_BYTES);
  writeGeometry(module, head, geometry, batch, depthwise);
  const space = module.workspace(module.exports.convolutionWorkspace(head, pass));
  writeGeometry(module, space, geometry, batch, depthwise);
  return space;
}

/** The same for pooling. */
export function poolingSpace(module: WindowModule, geometry: Geometry): number {
  const space = module.workspace(module.exports.poolingWorkspace());
  writeGeometry(module, space, geometry, 1, false);
  return space;
}
