/** PNG and JPEG images as pixels. */
import { UserError } from '../../errors.ts';
import { jpegHead, jpegPixels } from './jpeg.ts';
import { PNG_SIGNATURE, pngHead, pngPixels } from './png.ts';
import { damaged, tooLarge } from './refusal.ts';

export interface PictureHead {
  width: number;
  height: number;
  /** 1 for grey images, 3 for those with colours. */
  channels: 1 | 3;
  transparent: boolean;
}

const MOST_PIXELS = 2 ** 24;

const isPng = (bytes: Buffer): boolean => bytes.subarray(0, 8).equals(PNG_SIGNATURE);

/**
 * Size and colours, without the pixels.
 * @throws UserError when it is neither PNG nor JPEG, broken or of too many pixels
 */
export function pictureHead(name: string, bytes: Buffer): PictureHead {
  const head = isPng(bytes) ? pngHead(name, bytes) : jpegHead(name, bytes);
  const { width, height } = head;
  if (width < 1 || height < 1) throw damaged(name, `The image is said to have ${width} × ${height} pixels.`);
  if (width * height <= MOST_PIXELS) return head;
  const most = MOST_PIXELS.toLocaleString('en-US');
  throw tooLarge(
    name,
    `The image has ${width} × ${height} pixels; up to ${most} are read.`,
    'Make the images smaller.',
  );
}

/**
 * Row by row, channels last, from 0 to 255.
 * @param channels 3 gives three equal ones for a grey image
 * @throws UserError when the image is broken
 */
export function readPicture(name: string, bytes: Buffer, channels: 1 | 3): ArrayLike<number> {
  const { width, height } = pictureHead(name, bytes);
  try {
    const found = isPng(bytes) ? pngPixels(name, bytes) : { values: jpegPixels(bytes), channels: 3 as const };
    if (found.values.length !== width * height * found.channels)
      throw new RangeError('another number of pixels');
    if (found.channels === channels) return found.values;
    const from = (i: number) => (channels === 1 ? found.channels * i : Math.floor(i / 3));
    return Float32Array.from({ length: width * height * channels }, (_, i) => found.values[from(i)]!);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw damaged(
      name,
      'The image cannot be read to its end.',
      error instanceof Error ? error.message : String(error),
    );
  }
}
