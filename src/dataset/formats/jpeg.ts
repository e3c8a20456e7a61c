/** JPEG images. */
import { decode } from 'jpeg-js';
import type { PictureHead } from './picture.ts';
import { damaged } from './refusal.ts';

/** Markers without a length. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
/** A frame: C0 to CF but for tables (C4, CC) and an extension (C8). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Progressive images have about ten. */
const MOST_SCANS = 100;

/** From the frame's header. @throws UserError when there is none */
export function jpegHead(name: string, bytes: Buffer): PictureHead {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) at++;
    else if (isBare(marker)) at += 2;
    else if (isFrame(marker)) {
      const [height, width, components] = [
        bytes.readUInt16BE(at + 5),
        bytes.readUInt16BE(at + 7),
        bytes[at + 9]!,
      ];
      return { width, height, channels: components === 1 ? 1 : 3, transparent: false };
    } else at += 2 + bytes.readUInt16BE(at + 2);
  }
  throw damaged(
    name,
    'The file has the name of an image, and begins as neither PNG nor JPEG does, or ends before its size is told.',
  );
}

/** Red, green and blue from 0 to 255, which are equal for grey images. @throws Error when the image is broken */
export function jpegPixels(bytes: Buffer): Uint8Array {
  let scans = 0;
  for (
    let at = bytes.indexOf('\xff\xda', 0, 'latin1');
    at >= 0;
    at = bytes.indexOf('\xff\xda', at + 2, 'latin1')
  )
    scans++;
  if (scans > MOST_SCANS) throw new RangeError(`${scans} scans`);
  const limits = { maxResolutionInMP: 17, maxMemoryUsageInMB: 512 };
  return decode(bytes, { useTArray: true, formatAsRGBA: false, tolerantDecoding: false, ...limits }).data;
}
