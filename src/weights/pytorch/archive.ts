/**
 * The zip layout of `torch.save` since PyTorch 1.6, and of TorchScript: `name/data.pkl`, the storages as `name/data/0`.
 * Source: PyTorch, caffe2/serialize/inline_container.h and torch/serialization.py.
 */
import { type Pickle, readPickle } from '../pickle/read.ts';
import { unsupported } from '../refusal.ts';
import { openZip, type ZipArchive } from '../zip.ts';
import type { Storages } from './storages.ts';

export const ZIP_FORMAT = 'PyTorch (zip)';

export interface Archive {
  pickle: Pickle;
  storages: Storages;
  isTorchScript: boolean;
  /** Format version of the file. */
  version: string;
  bytes: number;
  close(): Promise<void>;
}

const LONGEST_RECORD = 100;

/** @throws UserError `WEIGHTS_…` when it is no such archive or its pickle is not read */
export async function openArchive(path: string): Promise<Archive> {
  const zip = await openZip(path);
  try {
    const folder = folderOf(zip);
    const pickle = await readPickle(await zip.source(`${folder}data.pkl`), 0, ZIP_FORMAT);
    return {
      pickle,
      storages: storagesOf(zip, folder, (await record(zip, `${folder}byteorder`)) === 'big'),
      isTorchScript: zip.members.some(({ name }) => name === `${folder}constants.pkl`),
      version: await record(zip, `${folder}version`),
      bytes: zip.bytes,
      close: () => zip.close(),
    };
  } catch (error) {
    await zip.close();
    throw error;
  }
}

/** With its `/`: the name that the file had when it was saved, or nothing. */
function folderOf(zip: ZipArchive): string {
  const member = zip.members.find(({ name }) => /^([^/]*\/)?data\.pkl$/.test(name));
  if (member) return member.name.slice(0, -'data.pkl'.length);
  const first = zip.members[0]?.name;
  throw unsupported(
    zip.path,
    `It is a zip archive without a data.pkl${first === undefined ? '' : `; its first member is “${first.slice(0, 60)}”`}.`,
    'Open a file that torch.save or torch.jit.save has written.',
  );
}

function storagesOf(zip: ZipArchive, folder: string, bigEndian: boolean): Storages {
  const members = new Map(zip.members.map((member) => [member.name, member]));
  return {
    bigEndian,
    find(key) {
      const member = members.get(`${folder}data/${key}`);
      return (
        member && {
          size: member.size,
          open: async () => ({ source: await zip.source(member.name), offset: 0 }),
        }
      );
    },
  };
}

/** A short member as text; empty when there is none. */
async function record(zip: ZipArchive, name: string): Promise<string> {
  const member = zip.members.find((each) => each.name === name);
  if (!member || member.size > LONGEST_RECORD) return '';
  const bytes = new Uint8Array(member.size);
  await (await zip.source(name)).read(0, bytes);
  return new TextDecoder().decode(bytes).trim();
}
