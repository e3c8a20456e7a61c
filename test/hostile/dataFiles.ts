/** Data files that would harm a careless reader. */
import { crc32, deflateSync, gzipSync } from 'node:zlib';
import { zipBytes } from '../weights/plain/zipBytes.ts';
import { varint } from '../weights/tensorflow/tableBytes.ts';
import { arrayOf, npy, PAGE, POINTER, patched, uint32 } from './bytes.ts';
import { good, type Hostile } from './made.ts';

/** A Parquet file of nothing but a footer. */
const parquet = (footer: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from('PAR1'), footer, uint32(footer.length), Buffer.from('PAR1')]);

/** A picture in eight bits and three colours that says it has this size. */
function png(width: number, height: number, pixels: Uint8Array): Buffer {
  const chunk = (name: string, content: Uint8Array) => {
    const checked = Buffer.concat([Buffer.from(name), content]);
    return Buffer.concat([uint32(content.length).reverse(), checked, uint32(crc32(checked)).reverse()]);
  };
  const size = Buffer.concat([uint32(width).reverse(), uint32(height).reverse()]);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', Buffer.concat([size, Buffer.from([8, 2, 0, 0, 0])])),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** One label, in IDX. */
const LABEL = Buffer.from('000008010000000105', 'hex');

export const DATA_FILES: Hostile[] = [
  [
    'a Git LFS pointer',
    'data.parquet',
    () => POINTER,
    'DATA_UNSUPPORTED',
    'data.parquet is a Git LFS pointer',
    'It has a few lines that name the data; the data themselves were not fetched.',
  ],
  [
    'a web page called a table',
    'data.parquet',
    () => PAGE,
    'DATA_UNSUPPORTED',
    'data.parquet is a web page',
    'It begins as HTML does: the download may have been a page about the data.',
  ],
  [
    'nothing',
    'data.arrow',
    () => '',
    'DATA_DAMAGED',
    'data.arrow is damaged',
    'It does not begin with a schema, which names the columns.',
  ],
  [
    'a pickle called an array',
    'x.npy',
    () => Buffer.from('\x80\x04cos\nsystem\n(Vtouch /tmp/owned\ntR.', 'latin1'),
    'DATA_DAMAGED',
    'x.npy is damaged',
    'It does not begin as NumPy’s arrays do, with \\x93NUMPY and a version.',
  ],
  [
    'a call in an array of objects',
    'x.npy',
    () => npy(arrayOf('1,', '|O'), Buffer.from('cos\nsystem\n(Vtouch /tmp/owned\ntR.', 'latin1')),
    'DATA_UNSUPPORTED',
    'x.npy holds Python objects',
    'Its type is “O”: the values are a pickle, which would have to be run to be read; nothing in a data file is run.',
  ],
  [
    'an array of 10^18 values',
    'x.npy',
    () => npy(arrayOf('1000000000, 1000000000')),
    'DATA_DAMAGED',
    'x.npy is damaged',
    'Its shape is (1000000000, 1000000000), which no file can hold.',
  ],
  [
    'a zip bomb of 4 GB as an array',
    'x.npz',
    () =>
      zipBytes([
        {
          name: 'x.npy',
          content: Buffer.concat([npy(arrayOf('4000000000,', '|u1')), Buffer.alloc(1e7)]),
          deflate: true,
          says: { size: 4_000_000_128 },
        },
      ]),
    'DATA_TOO_LARGE',
    'x.npz, array “x”, is too large',
    'It would unfold from 1 MB to 4,001 MB, 200 times as much or more, which data do not.',
  ],
  [
    'an archive of members in the same bytes',
    'x.npz',
    () =>
      zipBytes(
        Array.from({ length: 1000 }, (_, at) => ({
          name: `x${at}.npy`,
          content: at === 0 ? Buffer.concat([npy(arrayOf('1000000,', '|u1')), Buffer.alloc(1e6)]) : '',
          deflate: true,
          says: { offset: 0, size: 1_000_128 },
        })),
      ),
    'DATA_DAMAGED',
    'x.npz, array “x0”, is damaged',
    'Its shape is (1000000), 1,000,000 bytes of values; the archive holds 1,000,054.',
  ],
  [
    'a footer of 2 GB',
    'x.parquet',
    () => patched(good('data/rows.parquet'), -8, uint32(2 ** 31 - 1)),
    'DATA_DAMAGED',
    'x.parquet is damaged',
    'Its footer is said to have 2,147,483,647 bytes; the file has 6,621, and footers of up to 16,777,216 are read.',
  ],
  [
    'a footer of 10^9 columns',
    'x.parquet',
    () => parquet(Buffer.from([0x15, 2, 0x19, 0xfc, ...varint(10 ** 9)])),
    'DATA_DAMAGED',
    'x.parquet is damaged',
    'Its footer, which says where everything stands, cannot be read.',
  ],
  [
    'a footer of structures in one another',
    'x.parquet',
    () => parquet(Buffer.alloc(1e5, 0x1c)),
    'DATA_DAMAGED',
    'x.parquet is damaged',
    'Its footer, which says where everything stands, cannot be read.',
  ],
  [
    'a table cut in two',
    'x.parquet',
    () => good('data/rows.parquet').subarray(0, 3000),
    'DATA_DAMAGED',
    'x.parquet is damaged',
    'It does not end with PAR1, as Parquet files do: its end is missing, or it is still being written.',
  ],
  [
    'a message of 2 GB',
    'x.arrow',
    () => Buffer.concat([Buffer.from('ffffffff', 'hex'), uint32(2 ** 31 - 1), Buffer.alloc(16)]),
    'DATA_DAMAGED',
    'x.arrow is damaged',
    'At byte 0 a message is said to begin with 2,147,483,647 bytes; the file has 24.',
  ],
  [
    'a message of −1 bytes',
    'x.feather',
    () => patched(good('data/types-uncompressed.feather'), 12, uint32(2 ** 32 - 1)),
    'DATA_DAMAGED',
    'x.feather is damaged',
    'At byte 8 a message is said to begin with 4,294,967,295 bytes; the file has 7,898.',
  ],
  [
    'a dictionary of 16 million values in a few bytes',
    'x.arrow',
    () => patched(good('data/deltas.arrows'), 376, Buffer.from('ffffff', 'hex')),
    'DATA_DAMAGED',
    'x.arrow is damaged',
    'The message at byte 216 cannot be read.',
  ],
  [
    'images of 2^32 × 2^32 pixels',
    'x-images-idx3-ubyte',
    () => ({
      'x-images-idx3-ubyte': Buffer.from('00000803ffffffffffffffffffffffff', 'hex'),
      'x-labels-idx1-ubyte': LABEL,
    }),
    'DATA_DAMAGED',
    'x-images-idx3-ubyte is damaged',
    'Its sizes are 4294967295 × 4294967295 × 4294967295, 79,228,162,458,924,105,000,000,000,000 bytes in all; the file has 16.',
  ],
  [
    'a compressed bomb of images',
    'x-images-idx3-ubyte.gz',
    () => ({
      'x-images-idx3-ubyte.gz': gzipSync(
        Buffer.concat([Buffer.from('00000803000000010000271000002710', 'hex'), Buffer.alloc(1e8)]),
      ),
      'x-labels-idx1-ubyte': LABEL,
    }),
    'DATA_TOO_LARGE',
    'x-images-idx3-ubyte.gz is too large',
    'A row has 100,000,001 values; tables of up to 50,000 columns are read.',
  ],
  [
    'a picture of 60,000 × 60,000 pixels',
    '.',
    () => ({
      'a/0.png': png(60_000, 60_000, Buffer.alloc(10)),
      'b/1.png': png(60_000, 60_000, Buffer.alloc(10)),
    }),
    'DATA_TOO_LARGE',
    'a/0.png is too large',
    'The image has 60000 × 60000 pixels; up to 16,777,216 are read.',
  ],
  [
    'a picture that unpacks to more than its pixels',
    '.',
    () => ({ 'a/0.png': png(2, 2, Buffer.alloc(1e8)), 'b/1.png': png(2, 2, Buffer.alloc(6)) }),
    'DATA_DAMAGED',
    'a/0.png is damaged',
    'The image cannot be read to its end.',
  ],
  [
    'a picture of which the half is there',
    '.',
    () => ({
      'a/0.jpg': good('data/photos/c0/0.jpg').subarray(0, 300),
      'b/1.jpg': good('data/photos/c0/0.jpg'),
    }),
    'DATA_DAMAGED',
    'a/0.jpg is damaged',
    'The image cannot be read to its end.',
  ],
  [
    'lists in a row, 10^6 levels deep',
    'x.jsonl',
    () => `{"a": ${'['.repeat(1e6)}`,
    'DATA_JSON',
    'x.jsonl has no JSON object in line 1',
    'The line is “{"a": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…”; expected an object whose keys are the columns: {"x": 1.5, "y": "a"}.',
  ],
  [
    'a quote that is never closed',
    'x.csv',
    () => `a,b\n1,2\n"${'3,4\n'.repeat(1e6)}`,
    'DATA_QUOTE',
    'x.csv has a broken quotation in row 3',
    'A cell in it begins with a double quote (") that is never closed. A quoted cell ends with a quote, and quotes inside it are doubled ("").',
  ],
  [
    'bytes of no text',
    'x.csv',
    () => Buffer.from('a,b\n1,\xff\xfe\n', 'latin1'),
    'DATA_NOT_UTF8',
    'x.csv is not UTF-8 text',
    'Line 2 has the byte 0xFF, which is not valid there; the file may be in Latin-1 or Windows-1252.',
  ],
  [
    'a folder of something else',
    '.',
    () => ({ 'notes.txt': 'x' }),
    'DATA_IS_FOLDER',
    'm is a folder',
    'The experiment names …/m as its data; it has “notes.txt”. A folder is read when it holds a folder for each class with PNG or JPEG images in it.',
  ],
  [
    'a web page called a picture',
    '.',
    () => ({ 'a/0.png': PAGE, 'b/1.png': PAGE }),
    'DATA_DAMAGED',
    'a/0.png is damaged',
    'The file has the name of an image, and begins as neither PNG nor JPEG does, or ends before its size is told.',
  ],
  [
    'sizes of an array that lie',
    'x.npz',
    () => zipBytes([{ name: 'x.npy', content: npy(arrayOf('3,')), says: { size: 2 ** 32 - 2 } }]),
    'DATA_DAMAGED',
    'x.npz is damaged',
    'It is a zip archive that cannot be read; expected NumPy’s .npz, an archive of arrays.',
  ],
];
