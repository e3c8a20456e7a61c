import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readTable } from '../../../src/dataset/table.ts';
import { problemFrom, temporaryFolder } from '../temporary.ts';
import { changed, cut, put } from './changes.ts';
import { FILES } from './reading.ts';

const folder = temporaryFolder();

describe('folders of images', () => {
  const images = async (name: string, files: Record<string, Buffer>) => {
    for (const [file, bytes] of Object.entries(files)) {
      const path = join(folder.path(name), file);
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, bytes);
    }
    return problemFrom(readTable(folder.path(name)));
  };

  test('of different sizes', async () => {
    expect(await problemFrom(readTable(`${FILES}sizes`))).toMatchObject({
      code: 'DATA_IMAGE_SIZES',
      title: 'sizes has images of different sizes',
      explanation:
        '“a/0.png” has 4 × 5 pixels, “b/1.png” 3 × 5; all must have one size, as each pixel is an input.',
    });
  });

  test('without folders of classes', async () => {
    const problem = await images('flat', { '1.png': await readFile(`${FILES}grey/a/0.png`) });
    expect(problem).toMatchObject({ code: 'DATA_IS_FOLDER', title: 'flat is a folder' });
    expect(problem.explanation).toContain('it has “1.png”');
  });

  test.each<[string, string, () => Promise<Buffer>, string, string]>([
    [
      'that are cut off',
      'a/0.png',
      () => changed('grey/a/0.png', cut(60)),
      'DATA_DAMAGED',
      'a/0.png is damaged',
    ],
    ['that are not', 'a/0.jpg', async () => Buffer.from('GIF89a'), 'DATA_DAMAGED', 'a/0.jpg is damaged'],
    ['that are empty', 'a/0.png', async () => Buffer.alloc(0), 'DATA_DAMAGED', 'a/0.png is damaged'],
    [
      'of 2^30 pixels',
      'a/0.png',
      () => changed('grey/a/0.png', put(16, 0, 0, 128, 0, 0, 0, 128, 0)),
      'DATA_TOO_LARGE',
      'a/0.png is too large',
    ],
    [
      'of 10,000 pixels',
      'a/0.png',
      () => changed('grey/a/0.png', put(16, 0, 0, 0, 100, 0, 0, 3, 232)),
      'DATA_TOO_LARGE',
      'DATA is too large',
    ],
    [
      'with broken pixels',
      'a/0.png',
      () => changed('grey/a/0.png', put(45, 1, 2, 3)),
      'DATA_DAMAGED',
      'a/0.png is damaged',
    ],
    [
      'with broken pixels (JPEG)',
      'a/0.jpg',
      () => changed('photos/c0/0.jpg', cut(500)),
      'DATA_DAMAGED',
      'a/0.jpg is damaged',
    ],
  ])('%s', async (what, file, bytes, code, title) => {
    const name = what.replace(/\W/g, '');
    expect(await images(name, { [file]: await bytes() })).toMatchObject({
      code,
      title: title.replace('DATA', name),
    });
  });
});
