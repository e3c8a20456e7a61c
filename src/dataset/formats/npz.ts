/** Several arrays in a zip archive: NumPy's `.npz`. */
import type { Table } from '../table.ts';
import { quote } from '../words.ts';
import { isNameList } from './arrayRoles.ts';
import { ArrayValues, bytesOf, checkUnfolding, isText, type NamedArray, rowsOf, widthOf } from './arrays.ts';
import { arrayTable } from './arrayTable.ts';
import { arrayHeader, HEADER_BYTES } from './npy.ts';
import { damaged, guarded, unsupported } from './refusal.ts';
import { behind, type DataSource, firstBytes, sha256Of } from './source.ts';
import { openZip, type ZipMember } from './zip.ts';

/**
 * Reads an `.npz` file, compressed or not. `x_train`, `y_train`, `x_test`, `y_test` and the like are told apart by their
 * names; arrays as long as the others become columns; a one-hot target becomes classes.
 * @throws UserError `DATA_…` when the archive or an array is broken, or the arrays do not fit together
 */
export async function readNpz(source: DataSource): Promise<Table> {
  const { name } = source;
  return guarded(
    name,
    'It is a zip archive that cannot be read; expected NumPy’s .npz, an archive of arrays.',
    async () => {
      const archive = await openZip(source.path, name);
      try {
        const members = archive.members.filter((member) => member.name.endsWith('.npy'));
        if (members.length === 0) throw noArrays(name, archive.members);
        const found: (NamedArray | string)[] = [];
        for (const member of members) found.push(await openMember(name, member));
        const arrays = found.filter((array) => typeof array !== 'string');
        const given = arrays.find((array) => isNameList(array.name) && isText(array));
        const columnNames = given && (await textsOf(given));
        const { rows, columns, notes, ...rest } = await arrayTable(
          source,
          arrays.filter((array) => array !== given),
          columnNames,
        );
        return {
          file: name,
          sha256: await sha256Of(source.path),
          format: 'npz',
          columns,
          rows: rows.length,
          rowNumbers: rows.map((row) => row + 1),
          blankLines: 0,
          leftOut: [],
          notes,
          ...rest,
        };
      } finally {
        archive.close();
      }
    },
  );
}

async function openMember(file: string, member: ZipMember): Promise<NamedArray> {
  const name = member.name.slice(0, -'.npy'.length);
  const what = `${file}, array ${quote(name)},`;
  checkUnfolding(what, member.size, member.compressedSize);
  const header = arrayHeader(what, await firstBytes(member.bytes(), HEADER_BYTES));
  const array: NamedArray = { name, what, header, values: () => behind(member.bytes(), header.start) };
  const size = bytesOf(array);
  if (header.start + size !== member.size) {
    throw damaged(
      what,
      `Its shape is (${header.shape.join(', ')}), ${size.toLocaleString('en-US')} bytes of values; the archive holds ${(member.size - header.start).toLocaleString('en-US')}.`,
    );
  }
  return array;
}

async function textsOf(array: NamedArray): Promise<string[] | undefined> {
  const rows = rowsOf(array);
  if (widthOf(array) !== 1 || rows > 2 ** 16) return undefined;
  const values = new ArrayValues(array, rows);
  await values.add(
    array,
    Uint32Array.from({ length: rows }, (_, i) => i),
  );
  const { codes, texts } = values.columns(['names'], rows)[0]!;
  const names = Array.from(codes, (code) => texts[code] ?? '');
  // Only names that may be columns' names.
  return new Set(names).size === rows && !names.includes('') ? names : undefined;
}

function noArrays(name: string, members: ZipMember[]) {
  const first = members[0] ? `, such as ${quote(members[0].name)}` : '';
  return unsupported(
    `${name} holds no arrays`,
    `It is a zip archive with ${members.length} files${first}; expected NumPy’s .npz, whose files end in .npy.`,
    'Unpack the archive and choose a file in it, or write the data with np.savez.',
  );
}
