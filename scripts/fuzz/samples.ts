/** The good files that are broken: every fixture, alone or with the files that belong to it. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';

export type Room = 'weights' | 'logs' | 'data';

export interface Sample {
  room: Room;
  /** For the table of readers: `pytorch`, `events`, `parquet`. */
  reader: string;
  /** Within the root: `pytorch/views.pt`. */
  name: string;
  /** Name and content of each file that is written. */
  files: Map<string, Buffer>;
  /** What is opened, one of the files or `.` for the folder of them. */
  opened: string;
}

/** Left out: what says how a fixture was made, and files that only slow the rounds down. */
const NO_SAMPLE = /(make\.py|expected\.json|README\.md|external\.weights)$/;
const LARGEST = 150_000;

/** Folders that are opened as one. */
const FOLDERS: [Room, string, string][] = [
  ['weights', 'plain/sharded', 'model.safetensors.index.json'],
  ['weights', 'plain/saved_model', '.'],
  ['weights', 'plain/tfjs', 'model.json'],
  ['logs', 'logs/keras-tensorboard', '.'],
  ['logs', 'logs/torch-tensorboard', '.'],
  ['logs', 'logs/lightning', '.'],
  ['logs', 'logs/transformers', '.'],
  ['logs', 'logs/wandb', '.'],
  ['logs', 'logs/restarted', '.'],
  ['data', 'data/idx', 'train-images-idx3-ubyte'],
  ['data', 'data/idx-gz', 'train-images-idx3-ubyte.gz'],
  ['data', 'data/beside', 'x_train.npy'],
  ['data', 'data/grey', '.'],
  ['data', 'data/modes', '.'],
  ['data', 'data/parts', '.'],
  ['data', 'data/photos', '.'],
];

/** Files that need the others which match beside them: folder, the one that is opened, those that belong to it. */
const GROUPS: [string, string, RegExp][] = [
  ['plain/tensorflow', 'model.ckpt.index', /^model\./],
  ['plain/tensorflow', 'named.index', /^named\./],
  ['plain/tensorflow', 'unnamed.index', /^unnamed\./],
  ['pytorch', 'pytorch_model.bin.index.json', /^pytorch_model/],
  ['onnx', 'external.onnx', /^external\./],
];

/** What is read alone: the folder and its room. */
const ALONE: [Room, string][] = [
  ['weights', 'plain/npy'],
  ['weights', 'plain/npz'],
  ['weights', 'plain/safetensors'],
  ['weights', 'pytorch'],
  ['weights', 'keras'],
  ['weights', 'onnx'],
  ['weights', 'evaluation'],
  ['logs', 'logs'],
  ['data', 'data'],
  ['data', 'data/idx'],
  // Tables as others.
  ['data', 'logs'],
];

/** @param root `test/fixtures/files` */
export function samplesIn(root: string): Sample[] {
  const folders = FOLDERS.map(([room, folder, opened]) => {
    const files = filesBelow(join(root, folder)).map((file) => relative(join(root, folder), file));
    return sampleOf(room, root, folder, files, opened);
  });
  const groups = GROUPS.map(([folder, opened, belongs]) =>
    sampleOf(
      'weights',
      root,
      folder,
      readdirSync(join(root, folder)).filter((name) => belongs.test(name)),
      opened,
    ),
  );
  const events = filesBelow(join(root, 'logs'))
    .filter((file) => /tfevents.*\d$|\.v2$/.test(file))
    .map((file) => sampleOf('logs', root, relative(root, dirname(file)), [basename(file)], basename(file)));
  const alone = ALONE.flatMap(([room, folder]) =>
    readdirSync(join(root, folder))
      .filter((name) => isSample(join(root, folder, name)))
      .map((name) => sampleOf(room, root, folder, [name], name)),
  );
  return [...folders, ...groups, ...events, ...alone];
}

/** One file of any kind, for any reader. */
export const sampleOfFile = (room: Room, path: string): Sample =>
  sampleOf(room, dirname(path), '', [basename(path)], basename(path));

function sampleOf(room: Room, root: string, folder: string, names: string[], opened: string): Sample {
  const files = new Map(names.map((name) => [name, readFileSync(join(root, folder, name))]));
  const main = opened === '.' ? names[0]! : opened;
  return { room, reader: readerOf(room, main), name: join(folder, opened), files, opened };
}

function isSample(path: string): boolean {
  const found = statSync(path);
  return found.isFile() && found.size <= LARGEST && !NO_SAMPLE.test(path);
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter(isSample)
    .sort();

const READERS: Record<string, string> = {
  '.pt': 'pytorch',
  '.ckpt': 'pytorch',
  '.pkl': 'pytorch',
  '.bin': 'pytorch',
  '.h5': 'hdf5',
  '.index': 'tensorflow',
  '.pb': 'tensorflow',
  '.feather': 'arrow',
  '.arrows': 'arrow',
  '.png': 'images',
  '.jpg': 'images',
  '.jpeg': 'images',
  '.idx': 'idx',
  '.gz': 'idx',
  '': 'idx',
};

function readerOf(room: Room, name: string): string {
  if (room === 'logs') return /tfevents/.test(name) ? 'events' : extname(name).slice(1).replace('log', 'csv');
  if (name.endsWith('.index.json')) return /safetensors/.test(name) ? 'safetensors' : 'pytorch';
  if (name === 'model.json') return 'tfjs';
  const extension = extname(name).toLowerCase();
  return READERS[/idx\d-ubyte/.test(extension) ? '' : extension] ?? extension.slice(1);
}
