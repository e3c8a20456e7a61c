/** What a path turned out to be. */

export type Kind =
  | 'safetensors'
  | 'safetensors-index'
  | 'pytorch'
  | 'pytorch-index'
  | 'keras'
  | 'hdf5'
  | 'onnx'
  | 'tfjs'
  | 'npz'
  | 'npy'
  | 'checkpoint'
  | 'saved-model';

export interface Recognized {
  kind: Kind;
  /** What its reader opens: of a folder perhaps a file in it. */
  path: string;
}

/** Extensions of weight files, without their dot; a model.json and the folder of a SavedModel are opened by their names. */
export const WEIGHT_EXTENSIONS: readonly string[] = [
  'safetensors',
  'pt',
  'pth',
  'bin',
  'ckpt',
  'onnx',
  'keras',
  'h5',
  'hdf5',
  'npz',
  'npy',
  'index',
];
