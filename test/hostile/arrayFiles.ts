/** Archives, .safetensors and NumPy arrays that would harm a careless reader of weights. */
import { zipBytes } from '../weights/plain/zipBytes.ts';
import { arrayOf, npy, PAGE, POINTER, uint32, uint64, WEIGHT_KINDS } from './bytes.ts';
import { good, type Hostile } from './made.ts';

function safetensors(header: string, values: Uint8Array = Buffer.alloc(0)): Buffer {
  const bytes = Buffer.from(header);
  return Buffer.concat([uint64(BigInt(bytes.length)), bytes, values]);
}

const index = (shard: string): string => `{"metadata": {}, "weight_map": {"w": "${shard}"}}`;

export const ARRAY_FILES: Hostile[] = [
  [
    'a zip bomb as an array',
    'weights.npz',
    () =>
      zipBytes([
        {
          name: 'w.npy',
          content: Buffer.concat([npy(arrayOf('50000000,')), Buffer.alloc(2e8)]),
          deflate: true,
        },
      ]),
    'WEIGHTS_LIMIT',
    'weights.npz announces more than a model has',
    '194 KB unfold to 200 MB, as in a zip bomb. Weights shrink less than 200 times.',
  ],
  [
    'a zip bomb as a pickle',
    'model.pt',
    () =>
      zipBytes([
        { name: 'm/data.pkl', content: Buffer.alloc(2e8, 'N'), deflate: true },
        { name: 'm/version', content: '3' },
      ]),
    'WEIGHTS_LIMIT',
    'model.pt announces more than a model has',
    '194 KB unfold to 200 MB, as in a zip bomb. Weights shrink less than 200 times.',
  ],
  [
    'a zip bomb as the description of a Keras model',
    'model.keras',
    () =>
      zipBytes([
        { name: 'config.json', content: Buffer.alloc(2e8, ' '), deflate: true },
        { name: 'metadata.json', content: '{}' },
        { name: 'model.weights.h5', content: good('keras/alone.weights.h5') },
      ]),
    'WEIGHTS_LIMIT',
    'model.keras announces more than a model has',
    '218 KB unfold to 200 MB, as in a zip bomb. Weights shrink less than 200 times.',
  ],
  [
    'many members in the same bytes',
    'weights.npz',
    () =>
      zipBytes(
        Array.from({ length: 1000 }, (_, at) => ({
          name: `w${at}.npy`,
          content: at === 0 ? Buffer.concat([npy(arrayOf('250000,')), Buffer.alloc(1e6)]) : '',
          deflate: true,
          says: { offset: 0, size: 1_000_128 },
        })),
      ),
    'WEIGHTS_DAMAGED',
    'weights.npz is damaged',
    'Its member “w1.npy” announces 1.0 MB out of 2 B. Deflate shrinks at most 1,032 times.',
  ],
  [
    'an archive that says it has 65,534 members',
    'weights.npz',
    () => zipBytes([{ name: 'w.npy', content: npy(arrayOf('0,')) }], 65_534),
    'WEIGHTS_TRUNCATED',
    'weights.npz ends too early',
    'It does not hold what its directory lists.',
  ],
  [
    'a member outside of the archive’s folder',
    'weights.npz',
    () => zipBytes([{ name: '../../.ssh/w.npy', content: npy(arrayOf('0,')) }]),
    'WEIGHTS_DAMAGED',
    'weights.npz is damaged',
    'It has a member named “../../.ssh/w.npy”. Expected names that stay within the archive.',
  ],
  [
    'a Keras model inside of itself',
    'model.keras',
    () =>
      zipBytes([
        { name: 'config.json', content: '{}' },
        { name: 'metadata.json', content: '{}' },
        { name: 'model.weights.h5', content: good('keras/keras213.keras') },
      ]),
    'WEIGHTS_DAMAGED',
    'model.keras is damaged',
    'It does not start like an HDF5 file. Expected the signature \\x89HDF.',
  ],
  [
    'a header of 2^63 bytes',
    'model.safetensors',
    () => Buffer.concat([uint64(2n ** 63n), Buffer.from('{}')]),
    'WEIGHTS_LIMIT',
    'model.safetensors announces more than a model has',
    'It announces a header of 9223372036854776000 bytes. At most 100 MB are read.',
  ],
  [
    'a header of 10^9 bytes in a file of ten',
    'model.safetensors',
    () => Buffer.concat([uint64(10n ** 9n), Buffer.from('{}')]),
    'WEIGHTS_LIMIT',
    'model.safetensors announces more than a model has',
    'It announces a header of 1000000000 bytes. At most 100 MB are read.',
  ],
  [
    'a header of 10^6 tensors',
    'model.safetensors',
    () => safetensors(`{${Array.from({ length: 1e6 }, (_, at) => `"${at}":0`)}}`),
    'WEIGHTS_LIMIT',
    'model.safetensors announces more than a model has',
    'An object in it has over 200,001 names. A description of weights needs less.',
  ],
  [
    'a header nested 10^6 levels deep',
    'model.safetensors',
    () => safetensors(`{"__metadata__":${'['.repeat(1e6)}`),
    'WEIGHTS_LIMIT',
    'model.safetensors announces more than a model has',
    'It nests over 200 levels. A description of weights needs less.',
  ],
  [
    'a tensor of 2^62 values',
    'model.safetensors',
    () =>
      safetensors(
        `{"w":{"dtype":"F32","shape":[2147483648,2147483648],"data_offsets":[0,4]}}`,
        Buffer.alloc(4),
      ),
    'WEIGHTS_DAMAGED',
    'model.safetensors is damaged',
    'The shape of its tensor “w” is none. Expected a list of whole numbers from 0 on.',
  ],
  [
    'an index that leads out of its folder',
    'model.safetensors.index.json',
    () => index('../../../../etc/passwd'),
    'WEIGHTS_DAMAGED',
    'model.safetensors.index.json is damaged',
    'It names “../../../../etc/passwd” as one of its parts. Expected a file in its own folder.',
  ],
  [
    'an index of an absolute path',
    'model.safetensors.index.json',
    () => index('/etc/passwd'),
    'WEIGHTS_DAMAGED',
    'model.safetensors.index.json is damaged',
    'It names “/etc/passwd” as one of its parts. Expected a file in its own folder.',
  ],
  [
    'an index that leads out in the way of Windows',
    'model.safetensors.index.json',
    () => index('a\\\\..\\\\..\\\\w.safetensors'),
    'WEIGHTS_DAMAGED',
    'model.safetensors.index.json is damaged',
    'It names “a\\..\\..\\w.safetensors” as one of its parts. Expected a file in its own folder.',
  ],
  [
    'an index of a shard on the network',
    'model.safetensors.index.json',
    () => index('//evil.example/share/w.safetensors'),
    'WEIGHTS_DAMAGED',
    'model.safetensors.index.json is damaged',
    'It names “//evil.example/share/w.safetensors” as one of its parts. Expected a file in its own folder.',
  ],
  [
    'an index that names itself as its shard',
    'model.safetensors.index.json',
    () => index('model.safetensors.index.json'),
    'WEIGHTS_DAMAGED',
    'model.safetensors.index.json is damaged',
    'Byte 0 of its pickle is 0x7b, which is no operation. Expected one of the protocols 0 to 5.',
  ],
  [
    'an index whose shard is a Git LFS pointer',
    'model.safetensors.index.json',
    () => ({ 'model.safetensors.index.json': index('w.safetensors'), 'w.safetensors': POINTER }),
    'WEIGHTS_UNKNOWN',
    'w.safetensors is not a weight file that is read here',
    `It is a Git LFS pointer of a few lines; the weights themselves were not fetched.${WEIGHT_KINDS}`,
  ],
  [
    'an index whose shard is a web page',
    'pytorch_model.bin.index.json',
    () => ({ 'pytorch_model.bin.index.json': '{"weight_map": {"w": "a.bin"}}', 'a.bin': PAGE }),
    'WEIGHTS_UNKNOWN',
    'a.bin is not a weight file that is read here',
    `It is an HTML page: the download may have been a web page.${WEIGHT_KINDS}`,
  ],
  [
    'an array of 10^18 values',
    'weights.npy',
    () => npy(arrayOf('1000000000, 1000000000')),
    'WEIGHTS_DAMAGED',
    'weights.npy is damaged',
    "The header of “weights” is “{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000, 1000000000), }”. Expected descr, fortran_order and shape.",
  ],
  [
    'an array of a negative number of values',
    'weights.npy',
    () => npy(arrayOf('-1,')),
    'WEIGHTS_DAMAGED',
    'weights.npy is damaged',
    "The header of “weights” is “{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }”. Expected descr, fortran_order and shape.",
  ],
  [
    'a header of NumPy of 4 GB',
    'weights.npy',
    () =>
      Buffer.concat([
        Buffer.from('\x93NUMPY\x02\0', 'latin1'),
        uint32(2 ** 32 - 1),
        Buffer.from(arrayOf('1,')),
      ]),
    'WEIGHTS_UNSUPPORTED',
    'weights.npy holds something that is not read',
    'The header of “weights” has 4294967295 bytes: it describes records.',
  ],
  [
    'a folder called like a model',
    'model.safetensors',
    () => ({ 'model.safetensors/notes.txt': 'x' }),
    'WEIGHTS_FOLDER',
    'model.safetensors is not one model',
    'There is no weight file in this folder. Expected a SavedModel, a TensorFlow.js model.json, an index of sharded weights, or one file of weights.',
  ],
];
