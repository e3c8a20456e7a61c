/** Pieces of hostile files that several of them use. */
import { zipBytes } from '../weights/plain/zipBytes.ts';

export const POINTER =
  'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';
export const PAGE = '<!DOCTYPE html>\n<html lang="en"><head><title>Sign in</title></head></html>\n';

export const WEIGHT_KINDS =
  ' Expected .safetensors, .keras, .h5, .pt, .pth, .bin, .ckpt, .onnx, .npz, .npy, a TensorFlow.js model.json, a TensorFlow .index or a folder with one of these.';
export const LOG_KINDS =
  ' Expected TensorBoard event files, a CSV or JSONL with one row for each epoch or step, a Keras history, a trainer_state.json, or the evaluation results of XGBoost or LightGBM.';

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

/** An array of NumPy with this header, in the words of Python. */
export function npy(header: string, values: Uint8Array = Buffer.alloc(0)): Buffer {
  const text = Buffer.from(`${header}\n`, 'latin1');
  const length = Buffer.from([text.length & 255, text.length >> 8]);
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\0', 'latin1'), length, text, values]);
}

export const arrayOf = (shape: string, type = '<f4'): string =>
  `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`;

/** `changes` of a sound file: the bytes at a place become others. */
export function patched(bytes: Buffer, at: number, by: Uint8Array | string): Buffer {
  const copy = Buffer.from(bytes);
  Buffer.from(by as string, 'latin1').copy(copy, at < 0 ? copy.length + at : at);
  return copy;
}

/** An archive of torch.save around a pickle. */
export const torchZip = (content: Uint8Array): Buffer =>
  zipBytes([
    { name: 'm/data.pkl', content },
    { name: 'm/data/0', content: Buffer.alloc(24) },
    { name: 'm/version', content: '3\n' },
  ]);
