/** Weights in HDF5: .h5 and .hdf5 of Keras and others, .weights.h5, and .keras archives, which hold one. */
import type { UserError } from '../../errors.ts';
import { formatBytes } from '../../words.ts';
import { type ByteSource, openSource, readRange } from '../fileSource.ts';
import { beyondLimits, damaged, LARGEST_HEADER_BYTES, unsupported } from '../refusal.ts';
import type { WeightFile } from '../weightFile.ts';
import { openZip, type ZipArchive } from '../zip.ts';
import { HDF5_FORMAT } from './format/store.ts';
import { pythonObject } from './keras/pythonJson.ts';
import { asRefusal, type Beside, type Hdf5Weights, readHdf5 } from './read.ts';

const KERAS_FORMAT = 'a Keras model';
const WEIGHTS = 'model.weights.h5';
const CONFIG = 'config.json';
const METADATA = 'metadata.json';
/** Structures lie all over the file: one that must be inflated from its start again and again would take forever. */
const LARGEST_COMPRESSED = 64 * 2 ** 20;

/**
 * Opens an HDF5 file: of Keras (all layouts), or any with arrays of numbers.
 * Nothing but its structure is read; links into other files are not followed.
 * @throws UserError `WEIGHTS_…` when it is none, damaged, hostile or holds no numbers
 */
export async function openHdf5(path: string): Promise<WeightFile> {
  const source = await openSource(path);
  try {
    const weights = await readGuarded(source);
    return { ...weights, path, bytes: source.size, close: () => source.close() };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/**
 * Opens a .keras archive; its weights are read in place.
 * @throws UserError `WEIGHTS_…` when it is none, damaged, hostile or holds its weights otherwise
 */
export async function openKeras(path: string): Promise<WeightFile> {
  const zip = await openZip(path);
  try {
    const metadata = await metadataOf(zip);
    const source = await weightsIn(zip);
    const description = await textOf(zip, CONFIG);
    const weights = await readGuarded(source, { description, kerasVersion: metadata.keras_version });
    return {
      ...weights,
      metadata: { ...weights.metadata, ...metadata },
      path,
      bytes: zip.bytes,
      close: () => zip.close(),
    };
  } catch (error) {
    await zip.close();
    throw error;
  }
}

async function readGuarded(source: ByteSource, beside?: Beside): Promise<Hdf5Weights> {
  try {
    return await readHdf5(source, beside);
  } catch (error) {
    throw asRefusal(error, {
      damaged: (found: string, expected: string): UserError =>
        damaged(source.path, HDF5_FORMAT, found, expected),
    });
  }
}

async function weightsIn(zip: ZipArchive): Promise<ByteSource> {
  const member = zip.members.find(({ name }) => name === WEIGHTS);
  const other = zip.members.find(({ name }) =>
    /^model(\.weights|_weights|_\d+|_0).*\.(npz|json|h5)$/.test(name),
  );
  if (!member && other)
    throw unsupported(
      zip.path,
      `Its weights are in “${other.name}”.`,
      `Save the model again with Keras’ default settings, which write ${WEIGHTS}.`,
    );
  if (!member)
    throw damaged(zip.path, KERAS_FORMAT, `It has no member “${WEIGHTS}”.`, 'Every .keras file has one.');
  if (member.compressed && member.size > LARGEST_COMPRESSED)
    throw unsupported(
      zip.path,
      `Its weights are compressed (${formatBytes(member.size)}).`,
      'Pack the archive again without compression, as Keras does.',
    );
  return zip.source(WEIGHTS);
}

async function metadataOf(zip: ZipArchive): Promise<Record<string, string>> {
  const metadata = pythonObject((await textOf(zip, METADATA)) ?? '') ?? {};
  return Object.fromEntries(
    Object.entries(metadata).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

async function textOf(zip: ZipArchive, name: string): Promise<string | undefined> {
  const member = zip.members.find((each) => each.name === name);
  if (!member) return undefined;
  if (member.size > LARGEST_HEADER_BYTES)
    throw beyondLimits(
      zip.path,
      `Its ${name} has ${formatBytes(member.size)}.`,
      `At most ${formatBytes(LARGEST_HEADER_BYTES)} are read.`,
    );
  const source = await zip.source(name);
  return new TextDecoder().decode(await readRange(source, 0, source.size));
}
