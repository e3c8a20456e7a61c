import type { Padding, Shape, Window } from './layerSpecs.ts';

/**
 * A window that slides over an image; a sequence is an image of height 1. Output place o of an axis looks at input
 * places o·stride + t·dilation − padding for the taps t of the kernel; places outside are 0 (or left out, in pooling).
 */
export interface Geometry {
  inHeight: number;
  inWidth: number;
  inChannels: number;
  outHeight: number;
  outWidth: number;
  outChannels: number;
  kernelHeight: number;
  kernelWidth: number;
  strideHeight: number;
  strideWidth: number;
  dilationHeight: number;
  dilationWidth: number;
  /** Zeros before the first row and column; those after the last follow from the sizes. */
  paddingTop: number;
  paddingLeft: number;
}

/** One spatial axis of a {@link Geometry}. */
interface Axis {
  input: number;
  output: number;
  kernel: number;
  stride: number;
  dilation: number;
  padding: number;
}

/** The height of sequences. */
const NO_AXIS: Axis = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, padding: 0 };

const AXIS_NAMES: Record<number, string[]> = { 1: ['steps'], 2: ['height', 'width'] };

/** Places from the first tap to the last. */
const extentOf = (kernel: number, dilation: number): number => (kernel - 1) * dilation + 1;

/** @throws Error unless rows have the window's axes and channels */
function checkAxes(shape: Shape, { size, strides, dilation, padding }: Window): void {
  const names = AXIS_NAMES[size.length];
  if (!names) throw new Error(`A window has one or two axes, not ${size.length}.`);
  if (shape.length !== size.length + 1) {
    throw new Error(
      `A window of ${size.join(' × ')} slides over rows of ${size.length + 1} axes (${names.join(', ')}, channels), ` +
        `but the input’s rows are [${shape.join(', ')}]. Reshape the input first.`,
    );
  }
  const lengths = [strides.length, dilation.length, Array.isArray(padding) ? padding.length : size.length];
  if (lengths.some((length) => length !== size.length)) {
    throw new Error(
      `Strides, dilation and padding need ${size.length} values each, one an axis of the window.`,
    );
  }
}

/** Zeros added before and after an axis. */
function paddingOf(padding: Padding, axis: number, input: number, extent: number, stride: number) {
  if (padding === 'valid') return { before: 0, after: 0 };
  if (padding === 'causal') return { before: extent - 1, after: 0 };
  if (padding === 'same') {
    const total = Math.max(0, (Math.ceil(input / stride) - 1) * stride + extent - input);
    return { before: Math.floor(total / 2), after: Math.ceil(total / 2) };
  }
  const [before, after] = padding[axis]!;
  return { before, after };
}

/** @throws Error when the window is larger than the padded axis */
function slidingAxis(shape: Shape, { size, strides, dilation, padding }: Window, axis: number): Axis {
  const [input, kernel, stride, spread] = [shape[axis]!, size[axis]!, strides[axis]!, dilation[axis]!];
  const extent = extentOf(kernel, spread);
  const { before, after } = paddingOf(padding, axis, input, extent, stride);
  const padded = input + before + after;
  if (extent > padded) {
    const name = AXIS_NAMES[size.length]![axis];
    const covered = spread > 1 ? ` (${extent} places with dilation ${spread})` : '';
    const found = before + after > 0 ? `${padded} with padding, ${input} without` : `${input}`;
    throw new Error(
      `A window of ${kernel}${covered} is larger than the input’s ${name}: ${found}. ` +
        'Use a smaller window, or padding “same”.',
    );
  }
  const output = Math.floor((padded - extent) / stride) + 1;
  return { input, output, kernel, stride, dilation: spread, padding: before };
}

function geometryOf(axes: Axis[], inChannels: number, outChannels: number): Geometry {
  const [height, width] = axes.length === 1 ? [NO_AXIS, axes[0]!] : [axes[0]!, axes[1]!];
  return {
    inHeight: height.input,
    inWidth: width.input,
    inChannels,
    outHeight: height.output,
    outWidth: width.output,
    outChannels,
    kernelHeight: height.kernel,
    kernelWidth: width.kernel,
    strideHeight: height.stride,
    strideWidth: width.stride,
    dilationHeight: height.dilation,
    dilationWidth: width.dilation,
    paddingTop: height.padding,
    paddingLeft: width.padding,
  };
}

/**
 * The geometry of a convolution or of pooling over rows of `shape`, channels last.
 * @throws Error with the sizes when the window does not fit
 */
export function slidingGeometry(shape: Shape, window: Window, outChannels: number): Geometry {
  checkAxes(shape, window);
  const axes = window.size.map((_, axis) => slidingAxis(shape, window, axis));
  return geometryOf(axes, shape.at(-1)!, outChannels);
}

/**
 * Length of a transposed convolution's output along an axis and the padding of the convolution that it transposes.
 * `same` and `valid` as in Keras (`deconv_output_length`), explicit padding as in PyTorch's `ConvTranspose`.
 */
function transposedAxis(
  shape: Shape,
  window: Window,
  outputPadding: number[] | undefined,
  axis: number,
): Axis {
  const { size, strides, dilation, padding } = window;
  const [steps, kernel, stride, spread] = [shape[axis]!, size[axis]!, strides[axis]!, dilation[axis]!];
  const extent = extentOf(kernel, spread);
  const added = outputPadding?.[axis];
  const full = (steps - 1) * stride + extent;
  let length: number;
  let before = 0;
  if (padding === 'causal') {
    throw new Error(
      'A transposed convolution has no causal padding. Use “valid”, “same” or explicit padding.',
    );
  } else if (padding === 'valid') {
    length = added === undefined ? full + Math.max(0, stride - extent) : full + added;
  } else if (padding === 'same') {
    length = added === undefined ? steps * stride : full - 2 * Math.floor(extent / 2) + added;
    before = Math.floor(Math.max(0, full - length) / 2);
  } else {
    before = padding[axis]![0];
    length = full - before - padding[axis]![1] + (added ?? 0);
  }
  if (length < 1) {
    throw new Error(
      `A transposed convolution of ${steps} places with a kernel of ${kernel}, stride ${stride} and dilation ${spread} ` +
        `gives ${full} places, of which the padding leaves none. Use less padding.`,
    );
  }
  return { input: length, output: steps, kernel, stride, dilation: spread, padding: before };
}

/**
 * The geometry of the convolution whose gradient a transposed convolution over rows of `shape` is: its input is the
 * transposed convolution's output.
 * @throws Error with the sizes when the window does not fit
 */
export function transposedGeometry(
  shape: Shape,
  window: Window,
  filters: number,
  outputPadding?: number[],
): Geometry {
  checkAxes(shape, window);
  const axes = window.size.map((_, axis) => transposedAxis(shape, window, outputPadding, axis));
  return geometryOf(axes, filters, shape.at(-1)!);
}

/** Padded height and width in which every window lies. */
export function frameOf(g: Geometry): { height: number; width: number } {
  const height = (g.outHeight - 1) * g.strideHeight + extentOf(g.kernelHeight, g.dilationHeight);
  const width = (g.outWidth - 1) * g.strideWidth + extentOf(g.kernelWidth, g.dilationWidth);
  return {
    height: Math.max(height, g.inHeight + g.paddingTop),
    width: Math.max(width, g.inWidth + g.paddingLeft),
  };
}
