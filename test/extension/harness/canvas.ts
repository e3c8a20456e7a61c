import type { Locator } from 'playwright-core';

/** How many different colours a canvas holds, and the share of its pixels that are not its most frequent colour. */
export interface Ink {
  colours: number;
  share: number;
}

/** The tests are checked without the DOM's types, so that src/ cannot lean on them. */
interface Canvas {
  width: number;
  height: number;
  getContext(kind: '2d'): {
    getImageData(x: number, y: number, width: number, height: number): { data: Uint8ClampedArray };
  } | null;
}

/** Reads the pixels: a chart that failed to draw is blank and has one colour. */
export function ink(canvas: Locator): Promise<Ink> {
  return canvas.evaluate((element) => {
    const canvas = element as unknown as Canvas;
    const { width, height } = canvas;
    const context = canvas.getContext('2d');
    if (!context || width === 0 || height === 0) return { colours: 0, share: 0 };
    const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
    const counts = new Map<number, number>();
    for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    return { colours: counts.size, share: 1 - Math.max(...counts.values()) / pixels.length };
  });
}
