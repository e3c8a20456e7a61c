import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  content: Uint8Array | string;
  deflate?: boolean;
  /** What the archive says instead of the truth. */
  says?: { size?: number; method?: number; flags?: number; crc?: number; offset?: number };
  /** In the local header only, as PyTorch aligns its storages. */
  padding?: number;
}

/** A zip archive as PKWARE's APPNOTE describes it, which may lie. */
export function zipBytes(entries: readonly ZipEntry[], count = entries.length): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, deflate = false, says = {}, padding = 0 } of entries) {
    const data = Buffer.from(content);
    const packed = deflate ? deflateRawSync(data) : data;
    const title = Buffer.from(name);
    const common = Buffer.alloc(22);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(says.flags ?? 0, 2);
    common.writeUInt16LE(says.method ?? (deflate ? 8 : 0), 4);
    common.writeUInt32LE(says.crc ?? crc32(data), 10);
    common.writeUInt32LE(deflate ? packed.length : (says.size ?? packed.length), 14);
    common.writeUInt32LE(says.size ?? data.length, 18);
    const lengths = Buffer.alloc(4);
    lengths.writeUInt16LE(title.length, 0);
    lengths.writeUInt16LE(padding, 2);
    const central = Buffer.alloc(18);
    central.writeUInt16LE(title.length, 0);
    central.writeUInt32LE(says.offset ?? offset, 14);
    const local = Buffer.concat([
      Buffer.from('PK\x03\x04'),
      common,
      lengths,
      title,
      Buffer.alloc(padding),
      packed,
    ]);
    files.push(local);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), common, central, title);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, listed, end]);
}
