// The gradient of a convolution's input, phase by phase; layouts as in `convolution.ts`.
import { Parts, blockOf, layOut, panelWidth, summed } from './convolutionParts';
import { panelProduct } from './convolutionTiles';
import {
  BLOCK_POSITIONS, FRAME, Frame, Geometry, HEIGHT_PHASE, Phase, WIDTH_PHASE, blockImages, heightPhase, offsets,
  outputFrame, widthPhase,
} from './window';

/** The kernel's part that a phase meets, turned round: `[tap, output channel][input channel]`, zeros up to `width`. */
function packPhase(g: Geometry, workspace: usize, panel: usize, width: i32, kernel: usize, channel: i32, columns: i32): void {
  const tall = changetype<Phase>(workspace + HEIGHT_PHASE), wide = changetype<Phase>(workspace + WIDTH_PHASE);
  const depth = summed(g, g.outChannels), step = <usize>depth << 2;
  for (let i = 0, h = tall.lastTap; i < tall.taps; i++, h -= tall.kernelStep) {
    for (let j = 0, w = wide.lastTap; j < wide.taps; j++, w -= wide.kernelStep) {
      const tap = (h * g.kernelWidth + w) * g.inChannels + channel;
      let from = kernel + <usize>tap * step;
      for (let k = 0; k < depth; k++, from += 4) {
        let at = from;
        for (let column = 0; column < width; column++, at += step, panel += 4) {
          store<f32>(panel, column < columns ? load<f32>(at) : 0);
        }
      }
    }
  }
}

/** Tables of the patches of a block of framed output gradients, and of the places of the input they belong to. */
function phaseTables(g: Geometry, workspace: usize, frame: Frame, parts: Parts, images: i32): void {
  const tall = changetype<Phase>(workspace + HEIGHT_PHASE), wide = changetype<Phase>(workspace + WIDTH_PHASE);
  const pixel = <usize>frame.channels << 2, row = pixel * frame.width;
  offsets(
    parts.positions, row * (tall.start + frame.top) + pixel * (wide.start + frame.left),
    images, row * frame.height, tall.count, row, wide.count, pixel,
  );
  offsets(
    parts.taps, 0,
    tall.taps, row * tall.tapStep, wide.taps, pixel * wide.tapStep, summed(g, g.outChannels), 4,
  );
  const target = <usize>g.inChannels << 2, line = target * g.inWidth;
  offsets(
    parts.targets, line * tall.first + target * wide.first,
    images, line * g.inHeight, tall.count, line * g.strideHeight, wide.count, target * g.strideWidth,
  );
}

/** One phase of `convolutionInputGradient`. */
function phaseGradient(
  workspace: usize, parts: Parts, runs: i32, dy: usize, gate: usize, kernel: usize, bias: usize, dx: usize, floor: f32,
): void {
  const g = changetype<Geometry>(workspace), frame = changetype<Frame>(workspace + FRAME);
  const tall = changetype<Phase>(workspace + HEIGHT_PHASE), wide = changetype<Phase>(workspace + WIDTH_PHASE);
  const width = panelWidth(g), channels = g.inChannels, places = tall.count * wide.count;
  if (places == 0) return;
  const images = blockImages(g.batch, g.inHeight * g.inWidth);
  const depth = tall.taps * wide.taps * summed(g, g.outChannels);
  phaseTables(g, workspace, frame, parts, images);
  const inputImage = <usize>(g.inHeight * g.inWidth * channels) << 2;
  const outputImage = <usize>(g.outHeight * g.outWidth * g.outChannels) << 2;
  const kernelBytes = <usize>(g.kernelHeight * g.kernelWidth * channels * summed(g, g.outChannels)) << 2;
  for (let run = 0; run < runs; run++) {
    for (let first = 0; first < g.batch; first += images) {
      const block = min(images, g.batch - first), positions = block * places;
      const source = blockOf(frame, parts.images, dy, gate, block, g.outHeight, g.outWidth, g.outChannels);
      for (let done = 0; done < positions; done += BLOCK_POSITIONS) {
        const rows = min(BLOCK_POSITIONS, positions - done);
        const at = <usize>done << 2;
        for (let column = 0; column < channels; column += width) {
          const columns = min(width, channels - column), skip = <usize>column << 2;
          packPhase(g, workspace, parts.panel, width, kernel, column, columns);
          if (bias != 0) memory.copy(parts.start, bias + skip, <usize>columns << 2);
          panelProduct(
            width, g.depthwise ? source + skip : source, parts.positions + at, rows, parts.taps, depth, parts.panel,
            parts.start, dx + skip, parts.targets + at, columns, floor, false, parts.scratch,
          );
        }
      }
      dx += inputImage * block;
      dy += outputImage * block;
      if (gate != 0) gate += outputImage * block;
    }
    kernel += kernelBytes;
    if (bias != 0) bias += <usize>channels << 2;
  }
}

/**
 * The input's gradient, dz ∗ᵀ kernel with dz = dy behind the gate; with bias and relu as in `convolve` also the
 * forward pass of a transposed convolution, whose input is `dy` and output `dx`.
 * @param workspace `convolutionWorkspace(…, 2)` bytes, as in `convolve`
 */
export function convolutionInputGradient(
  workspace: usize, runs: i32, dy: usize, gate: usize, kernel: usize, bias: usize, dx: usize, relu: i32,
): void {
  const g = changetype<Geometry>(workspace), frame = changetype<Frame>(workspace + FRAME);
  const tall = changetype<Phase>(workspace + HEIGHT_PHASE), wide = changetype<Phase>(workspace + WIDTH_PHASE);
  outputFrame(g, frame, tall);
  const inputs = blockImages(g.batch, g.inHeight * g.inWidth) * g.inHeight * g.inWidth;
  const taps = g.kernelHeight * g.kernelWidth * summed(g, g.outChannels);
  const parts = layOut(workspace, inputs, taps, taps);
  memory.fill(parts.start, 0, 32);
  for (let h = 0; h < g.strideHeight; h++) {
    for (let w = 0; w < g.strideWidth; w++) {
      heightPhase(g, tall, h);
      widthPhase(g, wide, w);
      phaseGradient(workspace, parts, runs, dy, gate, kernel, bias, dx, relu ? 0 : -Infinity);
    }
  }
}
