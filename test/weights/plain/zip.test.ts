import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readRange } from '../../../src/weights/fileSource.ts';
import { openZip } from '../../../src/weights/zip.ts';
import { refusalOf, written } from './reading.ts';
import { type ZipEntry, zipBytes } from './zipBytes.ts';

const archive = (name: string, entries: ZipEntry[], count?: number) =>
  written(name, zipBytes(entries, count));

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('members', () => {
  test('stored ones are read in place, behind padding of the local header, too; deflated ones are inflated', async () => {
    const zip = await openZip(
      archive('good.zip', [
        { name: 'folder/', content: '' },
        { name: 'a', content: 'stored text', padding: 50 },
        { name: 'folder/b', content: 'deflated '.repeat(10), deflate: true },
      ]),
    );
    expect(zip.members).toEqual([
      { name: 'a', size: 11, compressed: false },
      { name: 'folder/b', size: 90, compressed: true },
    ]);
    expect(text(await readRange(await zip.source('a'), 7, 4))).toBe('text');
    const deflated = await zip.source('folder/b');
    expect(text(await readRange(deflated, 81, 9))).toBe('deflated ');
    expect(text(await readRange(deflated, 0, 8))).toBe('deflated');
    const streamed: Uint8Array[] = [];
    for await (const piece of zip.stream('folder/b')) streamed.push(Buffer.from(piece));
    expect(text(Buffer.concat(streamed))).toBe('deflated '.repeat(10));
    await expect(readRange(await zip.source('a'), 8, 4)).rejects.toThrow(RangeError);
    await zip.close();
  });

  test('a large deflated one is read anywhere without being unfolded into memory at once', async () => {
    // Random at its start only, so that packing it is quick.
    const block = Buffer.concat([randomBytes(2 ** 16), Buffer.alloc(2 ** 20 - 2 ** 16, randomBytes(4096))]);
    const content = Buffer.alloc(66 * 2 ** 20);
    for (let at = 0; at < content.length; at += block.length) {
      block.writeUInt32LE(at, 0);
      block.copy(content, at);
    }
    const zip = await openZip(archive('large.zip', [{ name: 'big', content, deflate: true }]));
    const source = await zip.source('big');
    for (const [offset, length] of [
      [content.length - 8, 8],
      [3, 100],
      [2 ** 20 - 2, 6],
      [40 * 2 ** 20, 300_000],
    ] as const)
      expect(
        Buffer.compare(await readRange(source, offset, length), content.subarray(offset, offset + length)),
      ).toBe(0);
    await expect(readRange(source, content.length - 1, 2)).rejects.toThrow(RangeError);
    const [first, second] = await Promise.all([readRange(source, 2 ** 20, 4), readRange(source, 0, 4)]);
    expect([Buffer.from(first).readUInt32LE(0), Buffer.from(second).readUInt32LE(0)]).toEqual([2 ** 20, 0]);
    await zip.close();
  });
});

describe('refused when opened:', () => {
  const bomb = Buffer.alloc(70 * 2 ** 20);
  const noise = randomBytes(1000);
  const cases: [string, () => Uint8Array, string, string][] = [
    [
      'a name that leads out',
      () => zipBytes([{ name: '../evil', content: 'x' }]),
      'WEIGHTS_DAMAGED',
      'It has a member named “../evil”. Expected names that stay within the archive.',
    ],
    [
      'an absolute name',
      () => zipBytes([{ name: '/etc/passwd', content: 'x' }]),
      'WEIGHTS_DAMAGED',
      'It has a member named “/etc/passwd”. Expected names that stay within the archive.',
    ],
    [
      'a Windows path that leads out',
      () => zipBytes([{ name: 'a\\..\\..\\evil', content: 'x' }]),
      'WEIGHTS_DAMAGED',
      'It has a member named “a/../../evil”. Expected names that stay within the archive.',
    ],
    [
      'two members of one name',
      () =>
        zipBytes([
          { name: 'a', content: 'x' },
          { name: 'a', content: 'y' },
        ]),
      'WEIGHTS_DAMAGED',
      'It has two members named “a”. Expected one of a name.',
    ],
    [
      'an encrypted member',
      () => zipBytes([{ name: 'a', content: noise, deflate: true, says: { flags: 1 } }]),
      'WEIGHTS_UNSUPPORTED',
      'Its member “a” is encrypted.',
    ],
    [
      'strong encryption',
      () => zipBytes([{ name: 'a', content: 'x', says: { flags: 0x41 } }]),
      'WEIGHTS_UNSUPPORTED',
      'Its members are encrypted.',
    ],
    [
      'another compression',
      () => zipBytes([{ name: 'a', content: 'x', says: { method: 93 } }]),
      'WEIGHTS_UNSUPPORTED',
      'Its member “a” is compressed by method 93; stored and deflated ones are read.',
    ],
    [
      'members that overlap',
      () =>
        zipBytes([
          { name: 'a', content: noise },
          { name: 'b', content: noise, says: { offset: 10 } },
        ]),
      'WEIGHTS_DAMAGED',
      'Its member “b” lies inside of another one. Expected one after the other.',
    ],
    [
      'a bomb',
      () => zipBytes([{ name: 'a', content: bomb, deflate: true }]),
      'WEIGHTS_LIMIT',
      '71 KB unfold to 73 MB, as in a zip bomb. Weights shrink less than 200 times.',
    ],
    [
      'a size that no compression reaches',
      () => zipBytes([{ name: 'a', content: 'abc', deflate: true, says: { size: 1e6 } }]),
      'WEIGHTS_DAMAGED',
      'Its member “a” announces 1.0 MB out of 5 B. Deflate shrinks at most 1,032 times.',
    ],
    [
      'more than 2 GB in a compressed member',
      () => zipBytes([{ name: 'a', content: 'abc', deflate: true, says: { size: 3e9 } }]),
      'WEIGHTS_LIMIT',
      'Its compressed member “a” unfolds to 3.0 GB. At most 2.1 GB are read; larger ones only when stored without compression.',
    ],
    [
      'a directory that is not there',
      () => zipBytes([{ name: 'a', content: noise }]).subarray(0, 500),
      'WEIGHTS_TRUNCATED',
      'The directory at the end of a zip archive is not there.',
    ],
    [
      'more members announced than listed',
      () => zipBytes([{ name: 'a', content: noise }], 2),
      'WEIGHTS_TRUNCATED',
      'It does not hold what its directory lists.',
    ],
    [
      'a directory of something else',
      () => zipBytes([{ name: 'a', content: noise }]).fill(0, 1031, 1035),
      'WEIGHTS_DAMAGED',
      'Its directory cannot be read: invalid central directory file header signature: 0x0. Expected a whole archive.',
    ],
    [
      'two sizes of a member that is not compressed',
      () => zipBytes([{ name: 'a', content: noise }]).fill(1, 1051, 1052),
      'WEIGHTS_DAMAGED',
      'A member without compression has two sizes. Expected one.',
    ],
  ];
  test.each(cases)('%s', async (name, bytes, code, explanation) => {
    const path = written(`${name}.zip`, bytes());
    const [found, , said] = await refusalOf(openZip(path));
    expect([found, said]).toEqual([code, explanation]);
  });

  test('more than 200,000 members, before they are listed', async () => {
    const end = Buffer.alloc(98);
    end.writeUInt32LE(0x06064b50, 0);
    end.writeBigUInt64LE(10n ** 9n, 32);
    end.write('PK\x06\x07', 56);
    end.write('PK\x05\x06', 76);
    const path = written('many.zip', end);
    expect(await refusalOf(openZip(path))).toEqual([
      'WEIGHTS_LIMIT',
      'many.zip announces more than a model has',
      'It announces 1,000,000,000 members. At most 200,000 are read.',
    ]);
  });
});

describe('refused when a member is read:', () => {
  const content = Buffer.from('values '.repeat(100));
  const damage = (bytes: Buffer) => {
    bytes[40] = 0xff;
    return bytes;
  };
  const cases: [string, () => Uint8Array, string, string][] = [
    [
      'more content than announced',
      () => zipBytes([{ name: 'a', content, deflate: true, says: { size: 10 } }]),
      'WEIGHTS_DAMAGED',
      'The content of its member “a” is longer than the archive says. Expected as many bytes as were packed.',
    ],
    [
      'less content than announced',
      () => zipBytes([{ name: 'a', content, deflate: true, says: { size: 800 } }]),
      'WEIGHTS_TRUNCATED',
      'The content of its member “a” is not all there.',
    ],
    [
      'another checksum',
      () => zipBytes([{ name: 'a', content, deflate: true, says: { crc: 1 } }]),
      'WEIGHTS_DAMAGED',
      'The content of its member “a” does not match its checksum. Expected the bytes that were packed.',
    ],
    [
      'broken compression',
      () => damage(zipBytes([{ name: 'abcdefghij', content: randomBytes(3000), deflate: true }])),
      'WEIGHTS_DAMAGED',
      'The content of its member “abcdefghij” cannot be unfolded (invalid block type). Expected the bytes that were packed.',
    ],
    [
      'content beyond the end of the file',
      () => zipBytes([{ name: 'a', content: 'x', says: { size: 5000 } }]),
      'WEIGHTS_TRUNCATED',
      'It does not hold what its directory lists.',
    ],
    [
      'no local header',
      () => zipBytes([{ name: 'a', content: 'x', says: { offset: 3 } }]),
      'WEIGHTS_DAMAGED',
      'Its directory cannot be read: invalid local file header signature: 0x1404. Expected a whole archive.',
    ],
  ];
  test.each(cases)('%s', async (name, bytes, code, explanation) => {
    const zip = await openZip(written(`read ${name}.zip`, bytes()));
    const [found, , said] = await refusalOf(zip.source(zip.members[0]!.name));
    expect([found, said]).toEqual([code, explanation]);
    await zip.close();
  });

  test('a member that is not there', async () => {
    const zip = await openZip(archive('one.zip', [{ name: 'a', content: 'x' }]));
    const [code, , said] = await refusalOf((async () => zip.source('b'))());
    expect([code, said]).toEqual(['WEIGHTS_DAMAGED', 'It has no member “b”. The format asks for one.']);
    await zip.close();
  });
});
