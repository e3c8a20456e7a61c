/** The files of PyTorch: .pt, .pth, .bin, .ckpt. */
import { openSource, readRange } from '../fileSource.ts';
import { refuseStrangers } from '../recognize/strangers.ts';
import { unsupported } from '../refusal.ts';
import type { WeightFile } from '../weightFile.ts';
import { openArchive, ZIP_FORMAT } from './archive.ts';
import { describeCheckpoint } from './checkpoint.ts';
import { LEGACY_FORMAT, readLegacy } from './legacy.ts';

const ZIP_SIGNATURE = 'PK\x03\x04';
const TAR_SIGNATURE_AT = 257;

/**
 * Opens what `torch.save` and `torch.jit.save` write, and plain pickles of NumPy arrays. The pickle in it is described:
 * nothing of it is called or imported.
 * @throws UserError `WEIGHTS_…` when it is none, damaged or would run other code than the building of tensors
 */
export async function openPytorch(path: string): Promise<WeightFile> {
  return (await isZip(path)) ? openZipped(path) : openLegacy(path);
}

async function isZip(path: string): Promise<boolean> {
  const source = await openSource(path);
  try {
    const start = await readRange(source, 0, Math.min(512, source.size));
    // A shard has not been recognized before.
    refuseStrangers(path, start);
    const head = Buffer.from(start).toString('latin1');
    if (head.startsWith('ustar', TAR_SIGNATURE_AT))
      throw unsupported(
        path,
        'It is a tar archive, as PyTorch wrote them before version 0.1.10.',
        'Load it with an old PyTorch and save it again.',
      );
    return head.startsWith(ZIP_SIGNATURE);
  } finally {
    await source.close();
  }
}

async function openZipped(path: string): Promise<WeightFile> {
  const archive = await openArchive(path);
  try {
    const { pickle, storages, isTorchScript, version, bytes } = archive;
    const file = await describeCheckpoint(
      { path, format: ZIP_FORMAT, bytes, pickle, storages, close: archive.close },
      (content) => (isTorchScript ? 'TorchScript' : `PyTorch ${content} (zip)`),
    );
    if (version) file.metadata['format version'] = version;
    if (isTorchScript) file.notes.push('Its code was not run.');
    return file;
  } catch (error) {
    await archive.close();
    throw error;
  }
}

async function openLegacy(path: string): Promise<WeightFile> {
  const source = await openSource(path);
  try {
    const { pickle, storages, isPlain } = await readLegacy(source);
    return await describeCheckpoint(
      { path, format: LEGACY_FORMAT, bytes: source.size, pickle, storages, close: source.close },
      (content) => (isPlain ? 'Python pickle' : `PyTorch ${content} (before 1.6)`),
    );
  } catch (error) {
    await source.close();
    throw error;
  }
}
