/** .npy arrays and .npz archives of them. */
import { basename } from 'node:path';
import { UserError } from '../../errors.ts';
import { formatBytes, formatCount } from '../../words.ts';
import { bytesOf } from '../decode.ts';
import { openSource, sourceOfBytes } from '../fileSource.ts';
import { contiguousPieces, type Region } from '../pieces.ts';
import { beyondLimits, MOST_TENSORS, unsupported } from '../refusal.ts';
import { roleByName } from '../roles.ts';
import {
  countOf,
  type DType,
  type KernelOrder,
  type Piece,
  type TensorEntry,
  type TensorRole,
  type WeightFile,
} from '../weightFile.ts';
import { openZip, type ZipArchive, type ZipMember } from '../zip.ts';
import { fortranPieces } from './fortran.ts';
import { LONGEST_NPY_HEADER, NPY, type NpyHeader, readNpyHeader } from './header.ts';

/** Names of data sets rather than of weights: `x_train`, `labels`. */
const DATA =
  /^(arr_)?([xy]|inputs?|outputs?|images?|labels?|targets?|features?|data|samples?)([_-]?(train|test|val|valid|validation|tr|te))?$|^(train|test|val|valid)[_-]/i;

/**
 * Opens one array.
 * @throws UserError `WEIGHTS_…` when its header is not sound or it holds no numbers, see {@link readNpyHeader}
 */
export async function openNpy(path: string): Promise<WeightFile> {
  const file = await openSource(path);
  try {
    const name = basename(path).replace(/\.npy$/i, '');
    const header = await readNpyHeader(file, name, file.size);
    const tensor = tensorOf(name, header, 'inputs-first');
    const end = header.offset + countOf(header.shape) * bytesOf(header.dtype);
    const more = header.dtype === 'string' ? 0 : file.size - end;
    return {
      path,
      format: 'npy',
      title: 'NumPy array',
      bytes: file.size,
      tensors: [tensor],
      notes: more > 0 ? [`After the array there are ${formatBytes(more)} more, which are not read.`] : [],
      metadata: {},
      pieces: (asked) => piecesOf({ source: file, ...header }, header, asked),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * Opens an archive of arrays, as numpy.savez and numpy.savez_compressed write it. Arrays that are not read (Python objects,
 * records) are named in the notes.
 * @throws UserError `WEIGHTS_…` when the archive is damaged, see {@link openZip}, or when none of its arrays can be read
 */
export async function openNpz(path: string): Promise<WeightFile> {
  const zip = await openZip(path);
  try {
    const { headers, notes } = await headersOf(zip);
    const order = [...headers.keys()].some((name) => /\.weight$/.test(name))
      ? 'outputs-first'
      : 'inputs-first';
    return {
      path,
      format: 'npz',
      title: `NumPy archive of ${formatCount(headers.size, 'array')}`,
      bytes: zip.bytes,
      tensors: [...headers].map(([name, header]) => tensorOf(name, header, order)),
      notes,
      metadata: {},
      pieces: (tensor) => piecesOfMember(zip, headers.get(tensor.name)!, tensor),
      close: () => zip.close(),
    };
  } catch (error) {
    await zip.close();
    throw error;
  }
}

async function headersOf(zip: ZipArchive): Promise<{ headers: Map<string, NpyHeader>; notes: string[] }> {
  const arrays = zip.members.filter(({ name }) => name.endsWith('.npy'));
  if (arrays.length > MOST_TENSORS)
    throw beyondLimits(zip.path, `It has ${arrays.length} arrays.`, `At most ${MOST_TENSORS} are read.`);
  const headers = new Map<string, NpyHeader>();
  const refused: UserError[] = [];
  for (const member of arrays) {
    const name = member.name.slice(0, -'.npy'.length);
    try {
      headers.set(name, await readNpyHeader(await beginningOf(zip, member), name, member.size));
    } catch (error) {
      if (!(error instanceof UserError) || error.problem.code !== 'WEIGHTS_UNSUPPORTED') throw error;
      refused.push(error);
    }
  }
  if (headers.size === 0)
    throw refused[0] ?? unsupported(zip.path, 'It holds no arrays.', 'Save arrays with numpy.savez.');
  const notes = refused.map(({ problem }) => problem.explanation);
  const others = zip.members.length - arrays.length;
  if (others > 0)
    notes.push(`${formatCount(others, 'member')} of the archive that are no arrays were left out.`);
  return { headers, notes };
}

/** As much as a header may take: a deflated member is not unfolded further. */
async function beginningOf(zip: ZipArchive, { name, size, compressed }: ZipMember) {
  if (!compressed) return zip.source(name);
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of zip.stream(name)) {
    pieces.push(piece);
    length += piece.length;
    if (length >= Math.min(LONGEST_NPY_HEADER, size)) break;
  }
  return sourceOfBytes(zip.path, Buffer.concat(pieces));
}

async function* piecesOfMember(
  zip: ZipArchive,
  header: NpyHeader,
  tensor: TensorEntry,
): AsyncGenerator<Piece> {
  yield* piecesOf({ source: await zip.source(`${tensor.name}.npy`), ...header }, header, tensor);
}

/** A vector, and a matrix of one row or column, lies in one go either way. */
const piecesOf = (
  region: Region,
  { fortran, shape }: NpyHeader,
  tensor: TensorEntry,
): AsyncGenerator<Piece> =>
  fortran && shape.filter((size) => size > 1).length > 1
    ? fortranPieces(region, tensor, NPY)
    : contiguousPieces(region, tensor, NPY);

const tensorOf = (name: string, { dtype, shape }: NpyHeader, order: KernelOrder): TensorEntry => {
  return { name, dtype, shape, order, role: roleOf(name, dtype) };
};

/** Whole numbers in an archive of arrays are data unless their name says otherwise. */
function roleOf(name: string, dtype: DType): TensorRole {
  const role = roleByName(name, dtype);
  const whole = dtype === 'bool' || /^u?int/.test(dtype);
  const unnamed = role === 'weight' || (whole && roleByName(name, 'float32') === 'weight');
  return unnamed && (whole || DATA.test(name)) ? 'other' : role;
}
