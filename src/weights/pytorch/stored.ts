/** A tensor as a file stores it: a view of a storage. */
import type { ChannelScales } from '../channels.ts';
import type { NumberType } from '../pieces.ts';
import type { Quantization } from '../weightFile.ts';

export interface StoredTensor {
  dtype: NumberType;
  shape: number[];
  /** In elements, one for each axis. */
  strides: number[];
  /** Of its first element in the storage, in elements. */
  offset: number;
  /** Key of the storage, or the bytes themselves, or text with a character for each of them. */
  storage: string | Uint8Array | LatinText;
  bigEndian?: boolean;
  quantization?: Quantization;
  /** Quantized by channel: the scales as they are stored, until they have been read. */
  byChannel?: { axis: number; scales: StoredTensor; zeroPoints: StoredTensor };
  /** Quantized by channel: the scales, which `quantization` sums up. */
  channels?: ChannelScales;
}

/** Bytes in a pickle of Python 2. They are made when they are read: much text may be the same. */
export interface LatinText {
  latin1: string;
}

/** What a tensor cannot be read for, as the end of a sentence: `is sparse`. */
export interface NotRead {
  reason: string;
}

/** Why the description of a tensor cannot be true; the reader adds the file and the tensor's name. */
export class Contradiction extends Error {}

const LONGEST_SHOWN = 200;

/** The name of a tensor for a message. */
export function shownName(path: readonly string[]): string {
  const name = path.join('.');
  return name.length > LONGEST_SHOWN ? `${name.slice(0, LONGEST_SHOWN)}…` : name;
}
