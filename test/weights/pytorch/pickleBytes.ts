/** Pickles written operation by operation; the letters are those of CPython's pickletools. */
import { openPytorch } from '../../../src/weights/pytorch/open.ts';
import { refusalOf, written } from '../plain/reading.ts';
import { zipBytes } from '../plain/zipBytes.ts';

type Part = string | Buffer;

/** Text stands for its bytes, one a character. */
export const join = (...parts: Part[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)));

export const pickle = (protocol: number, ...parts: Part[]): Buffer =>
  join(protocol === 0 ? '' : `\x80${String.fromCharCode(protocol)}`, ...parts, '.');

function number(size: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(size);
  write(bytes);
  return bytes;
}

export const uint32 = (value: number): Buffer => number(4, (bytes) => void bytes.writeUInt32LE(value));
export const uint64 = (value: bigint): Buffer => number(8, (bytes) => void bytes.writeBigUInt64LE(value));
export const int = (value: number): Buffer =>
  join(
    'J',
    number(4, (bytes) => void bytes.writeInt32LE(value)),
  );
/** LONG1 of eight bytes. */
export const long = (value: bigint): Buffer =>
  join(
    '\x8a\x08',
    number(8, (bytes) => void bytes.writeBigInt64LE(value)),
  );
export const text = (value: string): Buffer => join('X', uint32(value.length), value);
export const global = (module: string, name: string): string => `c${module}\n${name}\n`;
export const tuple = (...parts: Part[]): Buffer => join('(', ...parts, 't');
export const call = (callable: Part, ...args: Part[]): Buffer => join(callable, tuple(...args), 'R');

export interface TensorParts {
  storage?: string;
  key?: string;
  elements?: Part;
  offset?: Part;
  shape?: Part;
  strides?: Part;
  maker?: string;
}

/** `torch._utils._rebuild_tensor_v2(…)` of two by three float32 in the storage 0. */
export const tensor = ({
  storage = 'FloatStorage',
  key = '0',
  elements = int(6),
  offset = int(0),
  shape = tuple(int(2), int(3)),
  strides = tuple(int(3), int(1)),
  maker = '_rebuild_tensor_v2',
}: TensorParts = {}): Buffer =>
  call(
    global('torch._utils', maker),
    join(tuple(text('storage'), global('torch', storage), text(key), text('cpu'), elements), 'Q'),
    offset,
    shape,
    strides,
    '\x89',
    '}',
  );

/** A dictionary with what stands in `entries`, in protocol 2. */
export const stateDict = (...entries: [string, Part][]): Buffer =>
  pickle(2, '}', '(', ...entries.flatMap(([name, value]) => [text(name), value]), 'u');

/** A file of torch.save around a pickle, with one storage of 24 bytes unless told otherwise. */
export const archive = (
  name: string,
  content: Uint8Array,
  storages: Record<string, Uint8Array | string> = { 0: Buffer.alloc(24) },
): string =>
  written(
    name,
    zipBytes([
      { name: 'm/data.pkl', content },
      ...Object.entries(storages).map(([key, bytes]) => ({ name: `m/data/${key}`, content: bytes })),
      { name: 'm/version', content: '3\n' },
    ]),
  );

/** The refusal of a file of torch.save around this pickle. */
export const refused = (content: Uint8Array): Promise<[string, string, string]> =>
  refusalOf(openPytorch(archive('model.pt', content)));
