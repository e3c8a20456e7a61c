/** One good file becomes a broken one. */
import { zipBytes } from '../../test/weights/plain/zipBytes.ts';
import { BYTE_CHANGES, type Change, type Changed } from './bytes.ts';
import { containerOf, membersOf } from './containers.ts';
import type { Random } from './random.ts';
import { structuralChanges } from './structures.ts';
import { TEXT_CHANGES } from './text.ts';

const DEEPEST = 3;

/** @param other another good file, for splices */
export function mutate(name: string, bytes: Buffer, other: Buffer, random: Random, depth = 0): Changed {
  let changed: Changed = { bytes, what: '' };
  const done: string[] = [];
  for (let times = random.pick([1, 1, 1, 2, 4]); times > 0; times--) {
    changed = inPart(name, changed.bytes, other, random, depth) ?? once(name, changed.bytes, other, random);
    done.push(changed.what);
    if (changed.bytes.length === 0) break;
  }
  return { bytes: changed.bytes, what: done.join('; ') };
}

/** A change within a part of a container, mostly; undefined for other files. */
function inPart(
  name: string,
  bytes: Buffer,
  other: Buffer,
  random: Random,
  depth: number,
): Changed | undefined {
  if (depth >= DEEPEST || random.below(4) === 0) return undefined;
  const container = containerOf(name, bytes);
  const full = container?.parts.filter(({ content }) => content.length > 0) ?? [];
  if (!container || full.length === 0) return undefined;
  const part = random.pick(full);
  const { bytes: content, what } = mutate(part.name, part.content, other, random, depth + 1);
  const parts = container.parts.map((each) => (each === part ? { ...part, content } : each));
  return { bytes: container.wrap(parts), what: `in ${part.name}: ${what}` };
}

function once(name: string, bytes: Buffer, other: Buffer, random: Random): Changed {
  const own = bytes.toString('latin1', 0, 2) === 'PK' ? [changeZip] : structuralChanges(name, bytes);
  const changes = isText(bytes) ? [...TEXT_CHANGES, ...TEXT_CHANGES, ...BYTE_CHANGES] : BYTE_CHANGES;
  const change = own.length > 0 && random.below(2) === 0 ? random.pick(own) : random.pick(changes);
  return change(bytes, random, other);
}

const isText = (bytes: Buffer): boolean =>
  /^[\t\n\r\x20-\x7e\x80-\xff]+$/.test(bytes.toString('latin1', 0, 200));

const SIZES = [0, 1, 2 ** 31 - 1, 2 ** 32 - 2, 1e9];

/** The directory of an archive lies: about a member's size, method, checksum, place, name, or the number of members. */
const changeZip: Change = (bytes, random) => {
  const members = safely(() => membersOf(bytes));
  if (members.length === 0) return { bytes: bytes.subarray(1), what: 'the first byte removed' };
  const at = random.below(members.length);
  const lies = random.pick([
    { size: random.pick(SIZES) },
    { method: random.pick([1, 8, 9, 12, 14, 99]) },
    { flags: random.pick([1, 8, 64, 0xffff]) },
    { crc: random.pick([0, 0xffffffff]) },
    { offset: random.pick([0, 1, bytes.length, 0xfffffffe]) },
  ]);
  const names = [random.pick(members).name, '../escaped', '/absolute', '', 'a'.repeat(60_000), 'CON', 'x\0y'];
  const kind = random.below(5);
  const entries = members.map((member, index) =>
    index !== at ? member : kind === 0 ? { ...member, name: random.pick(names) } : { ...member, says: lies },
  );
  if (kind === 1) entries.splice(at, 1);
  if (kind === 2) entries.push({ ...members[at]!, content: Buffer.alloc(2 ** 22), deflate: true });
  if (kind === 3) entries.reverse();
  const count = random.below(6) === 0 ? random.pick([0, 1, 65_535]) : entries.length;
  return {
    bytes: zipBytes(entries, count),
    what: `archive of ${count} members, number ${at} ${JSON.stringify(lies)} (${kind})`,
  };
};

function safely<T>(list: () => T[]): T[] {
  try {
    return list();
  } catch {
    return [];
  }
}
