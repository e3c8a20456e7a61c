/** ONNX, TensorFlow, TensorFlow.js and HDF5 files that would harm a careless reader, and files that are no weights. */
import { Craft, LINKS, link, u64 } from '../weights/hdf5/craft.ts';
import { call, global, join, stateDict, text } from '../weights/pytorch/pickleBytes.ts';
import { block, entry, field, table, varint } from '../weights/tensorflow/tableBytes.ts';
import { PAGE, POINTER, torchZip, WEIGHT_KINDS } from './bytes.ts';
import { good, type Hostile } from './made.ts';

/** A model with the initializer `w`, whose values lie elsewhere or are four bytes. */
function onnx(shape: number[], external: Record<string, string>): Buffer {
  const elsewhere = Object.entries(external).map(([key, value]) =>
    field(13, Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from(value))])),
  );
  const place = elsewhere.length > 0 ? [...elsewhere, field(14, 1)] : [field(9, Buffer.alloc(4))];
  const sizes = shape.map((size) => field(1, size));
  const initializer = Buffer.concat([...sizes, field(2, 1), field(8, Buffer.from('w')), ...place]);
  return Buffer.concat([field(1, 8), field(2, Buffer.from('pytorch')), field(7, field(5, initializer))]);
}

/** Of a table of a checkpoint: one shard. */
const HEADER = entry(0, '', field(1, 1));

const tfjs = (paths: string[], shape = [2, 3]): string =>
  JSON.stringify({ weightsManifest: [{ paths, weights: [{ name: 'w', shape, dtype: 'float32' }] }] });

const crafted = (make: (craft: Craft) => Uint8Array): Uint8Array => make(new Craft());

/** A link `w` to `/etc/passwd`, where `x` should be. */
const EXTERNAL = { type: 6, data: [1, 8, 64, 1, 119, 15, 0, 0, ...Buffer.from('/etc/passwd\0x\0')] };

export const MODEL_FILES: Hostile[] = [
  [
    'a call as the persistent id of a storage',
    'model.pt',
    () => torchZip(stateDict(['w', join(call(global('os', 'popen'), text('id')), 'Q')])),
    'WEIGHTS_UNSAFE',
    'model.pt is not safe to load',
    'Loading it would call os.popen("id"). Nothing of it was run.',
  ],
  [
    'external data outside of the folder',
    'model.onnx',
    () => onnx([2, 3], { location: '../../../etc/passwd' }),
    'WEIGHTS_DAMAGED',
    'model.onnx is damaged',
    'It names “../../../etc/passwd” as one of its parts. Expected a file in its own folder.',
  ],
  [
    'external data that is a folder',
    'model.onnx',
    () => ({ 'model.onnx': onnx([2, 3], { location: 'data' }), 'data/x': '' }),
    'WEIGHTS_PART_MISSING',
    'data is missing beside model.onnx',
    'It names data as one of the files that hold the weights.',
  ],
  [
    'external data at 2^62',
    'model.onnx',
    () => ({
      'model.onnx': onnx([2, 3], { location: 'data', offset: String(2n ** 62n) }),
      data: Buffer.alloc(24),
    }),
    'WEIGHTS_DAMAGED',
    'model.onnx is damaged',
    'The tensor “w” is said to be at byte 4611686018427387904 of data. Expected 24 bytes within its 24.',
  ],
  [
    '10^9 × 10^9 values in an initializer of four bytes',
    'model.onnx',
    () => onnx([10 ** 9, 10 ** 9], {}),
    'WEIGHTS_DAMAGED',
    'model.onnx is damaged',
    'The tensor “w” has a shape of other things than sizes from 0 on. Expected sizes.',
  ],
  [
    '10^6 initializers without anything',
    'model.onnx',
    () => field(7, Buffer.concat(Array.from({ length: 1e6 }, () => field(5, Buffer.alloc(0))))),
    'WEIGHTS_LIMIT',
    'model.onnx announces more than a model has',
    'It has over 200,000 tensors. A model has fewer.',
  ],
  [
    'a message of 2^63 bytes',
    'model.onnx',
    () => Buffer.concat([Buffer.from([8, 7, 0x3a]), varint(2n ** 63n)]),
    'WEIGHTS_DAMAGED',
    'model.onnx is damaged',
    'The field at byte 2 does not fit into its message, which ends at byte 13. Expected a complete field.',
  ],
  [
    '10^6 entries in the table of a checkpoint',
    'm.index',
    () =>
      table([
        block(
          HEADER,
          Buffer.concat(
            Array.from({ length: 1e6 }, (_, at) => entry(0, String(at).padStart(7, '0'), Buffer.alloc(0))),
          ),
        ),
      ]),
    'WEIGHTS_LIMIT',
    'm.index announces more than a model has',
    'Its table lists more names than a model has. At most 200,000 tensors are read.',
  ],
  [
    'a checkpoint of 10^9 shards',
    'm.index',
    () => table([block(entry(0, '', field(1, 10 ** 9)))]),
    'WEIGHTS_LIMIT',
    'm.index announces more than a model has',
    'It names 1000000000 files of data. At most 10000 are read.',
  ],
  [
    'a variable of 10^18 values',
    'm.index',
    () => ({
      'm.index': table([
        block(
          HEADER,
          entry(
            0,
            'w',
            Buffer.concat([
              field(1, 1),
              field(2, Buffer.concat([field(2, field(1, 10 ** 9)), field(2, field(1, 10 ** 9))])),
              field(5, 4),
            ]),
          ),
        ),
      ]),
      'm.data-00000-of-00001': 'wwww',
    }),
    'WEIGHTS_DAMAGED',
    'm.index is damaged',
    'The shape of “w” is none. Expected whole numbers from 0 on.',
  ],
  [
    'a SavedModel without variables',
    '.',
    () => ({ 'saved_model.pb': '' }),
    'WEIGHTS_PART_MISSING',
    'variables/variables.index is missing beside saved_model.pb',
    'It names variables/variables.index as one of the files that hold the weights.',
  ],
  [
    'weights on the network',
    'model.json',
    () => tfjs(['https://evil.example/w.bin']),
    'WEIGHTS_PART_MISSING',
    'https://evil.example/w.bin is missing beside model.json',
    'It names https://evil.example/w.bin as one of the files that hold the weights.',
  ],
  [
    'weights outside of the folder',
    'model.json',
    () => tfjs(['../w.bin']),
    'WEIGHTS_DAMAGED',
    'model.json is damaged',
    'It names “../w.bin” as one of its parts. Expected a file in its own folder.',
  ],
  [
    '10^5 times the same file of weights',
    'model.json',
    () => ({ 'model.json': tfjs(Array.from({ length: 1e5 }, () => 'w.bin')), 'w.bin': Buffer.alloc(24) }),
    'WEIGHTS_LIMIT',
    'model.json announces more than a model has',
    'It lists 1 weights in 100000 files. At most 200000 in 10000 are read.',
  ],
  [
    'a weight of 10^12 values',
    'model.json',
    () => ({ 'model.json': tfjs(['w.bin'], [1e6, 1e6]), 'w.bin': Buffer.alloc(24) }),
    'WEIGHTS_TRUNCATED',
    'model.json ends too early',
    'Its weight “w” ends at byte 4000000000000 of w.bin; 24 are there.',
  ],
  [
    '10^9 attributes of a group',
    'model.h5',
    () =>
      crafted((craft) =>
        craft.file(craft.object(LINKS, { type: 21, data: [0, 0, ...u64(10 ** 9), ...u64(48), ...u64(48)] })),
      ),
    'WEIGHTS_UNSUPPORTED',
    'model.h5 holds something that is not read',
    'It has no datasets.',
  ],
  [
    'a group that is its own member',
    'model.h5',
    () =>
      crafted((craft) => {
        const root = craft.next;
        return craft.file(craft.object(link('again', root)));
      }),
    'WEIGHTS_UNSUPPORTED',
    'model.h5 holds something that is not read',
    'It has no datasets.',
  ],
  [
    'only links to other files',
    'model.h5',
    () => crafted((craft) => craft.file(craft.object(EXTERNAL))),
    'WEIGHTS_UNSUPPORTED',
    'model.h5 holds something that is not read',
    'It has no datasets.',
  ],
  [
    'a Keras file of which the half is there',
    'model.weights.h5',
    () => good('keras/alone.weights.h5').subarray(0, 9000),
    'WEIGHTS_TRUNCATED',
    'model.weights.h5 ends too early',
    'It has 9000 bytes; its header says 23888.',
  ],
  [
    'half of a PyTorch file',
    'model.pt',
    () => good('pytorch/views.pt').subarray(0, 1500),
    'WEIGHTS_TRUNCATED',
    'model.pt ends too early',
    'The directory at the end of a zip archive is not there.',
  ],
  [
    'a Git LFS pointer',
    'model.h5',
    () => POINTER,
    'WEIGHTS_UNKNOWN',
    'model.h5 is not a weight file that is read here',
    `It is a Git LFS pointer of a few lines; the weights themselves were not fetched.${WEIGHT_KINDS}`,
  ],
  [
    'a web page instead of a model',
    'model.keras',
    () => PAGE,
    'WEIGHTS_UNKNOWN',
    'model.keras is not a weight file that is read here',
    `It is an HTML page: the download may have been a web page.${WEIGHT_KINDS}`,
  ],
  [
    'nothing',
    'model.onnx',
    () => '',
    'WEIGHTS_FILE',
    'model.onnx cannot be read',
    'The file has no content.',
  ],
  [
    'a folder of something else',
    '.',
    () => ({ 'notes.txt': 'x' }),
    'WEIGHTS_FOLDER',
    'm is not one model',
    'There is no weight file in this folder. Expected a SavedModel, a TensorFlow.js model.json, an index of sharded weights, or one file of weights.',
  ],
];
