/** Which reader a file is for: by its first bytes, and where these say nothing by its name. */
import { stat } from 'node:fs/promises';
import { openHdf5, openKeras } from './hdf5/open.ts';
import { openNpy, openNpz } from './npy/open.ts';
import { openOnnx } from './onnx/open.ts';
import { openPytorch, openShardedPytorch } from './pytorch/open.ts';
import { recognizeFile } from './recognize/file.ts';
import { recognizeFolder } from './recognize/folder.ts';
import type { Kind } from './recognize/kind.ts';
import { openSafetensors, openShardedSafetensors } from './safetensors/open.ts';
import { openCheckpoint, openSavedModel } from './tensorflow/open.ts';
import { openTfjs } from './tfjs/open.ts';
import type { WeightFile } from './weightFile.ts';

export { WEIGHT_EXTENSIONS } from './recognize/kind.ts';

const READERS: Record<Kind, (path: string) => Promise<WeightFile>> = {
  safetensors: openSafetensors,
  'safetensors-index': openShardedSafetensors,
  pytorch: openPytorch,
  'pytorch-index': openShardedPytorch,
  keras: openKeras,
  hdf5: openHdf5,
  onnx: openOnnx,
  tfjs: openTfjs,
  npz: openNpz,
  npy: openNpy,
  checkpoint: openCheckpoint,
  'saved-model': openSavedModel,
};

/**
 * Opens a weight file, or a folder that is one (a SavedModel, a TensorFlow.js model, sharded weights, one weight file).
 * A TensorFlow checkpoint is opened by its `.index`, by one of its other files or by the name they begin with.
 * @throws UserError `WEIGHTS_UNKNOWN` when it is none, `WEIGHTS_FOLDER` when a folder is not one model, `WEIGHTS_…` when it
 *   is damaged, hostile or not supported
 */
export async function openWeights(path: string): Promise<WeightFile> {
  const folder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const { kind, path: found } = await (folder ? recognizeFolder(path) : recognizeFile(path));
  return READERS[kind](found);
}

/** Opens files for the time of `use`. @throws UserError as {@link openWeights} */
export async function withWeights<T>(
  paths: readonly string[],
  use: (files: WeightFile[]) => Promise<T>,
): Promise<T> {
  const files: WeightFile[] = [];
  try {
    for (const path of paths) files.push(await openWeights(path));
    return await use(files);
  } finally {
    for (const file of files) await file.close();
  }
}
