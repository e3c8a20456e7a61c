/** Which images a folder has, and what in it is no image of a class. */
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { UserError } from '../../errors.ts';
import { formatCount } from '../../words.ts';
import { enumerate, quote, thousands } from '../words.ts';
import { tooLarge } from './refusal.ts';

export interface ImageFile {
  path: string;
  /** Within the folder of the data. */
  name: string;
  label: string;
  test: boolean;
}

const EXTENSIONS = ['.png', '.jpg', '.jpeg'];
const PARTS = ['train', 'training', 'val', 'valid', 'validation', 'test', 'testing'];
const MOST_FILES = 2_000_000;

/**
 * In the order of their names; those of the test part last. Links are followed; as images are looked for at two depths
 * only, links in circles end.
 * @returns no images when no folder of a class has any
 * @throws UserError for a class without images
 */
export async function imagesIn(folder: string): Promise<{ files: ImageFile[]; notes: string[] }> {
  const search = new Search(folder);
  const { inside, parts } = await search.parts();
  for (const part of parts) await search.part(part);
  if (search.files.length === 0) return { files: [], notes: [] };
  search.checkClasses(inside);
  const isTest = search.files.filter(({ test }) => test);
  const others = search.files.filter(({ test }) => !test);
  // A folder with a test part only is just data.
  const kept =
    others.length === 0 ? isTest.map((file) => ({ ...file, test: false })) : [...others, ...isTest];
  return { files: kept, notes: [...search.notes(), ...joinedNote(parts), ...search.partNotes(inside)] };
}

export const isPart = (name: string): boolean => PARTS.includes(name.toLowerCase());

function joinedNote(parts: string[]): string[] {
  const joined = parts.some((part) => /^val/i.test(part)) && parts.some((part) => /^train/i.test(part));
  return joined
    ? [
        'Images of the validation folder joined to those for training: the split draws the validation part anew.',
      ]
    : [];
}

/** Names of one kind: how many, and the first ones. */
class Names {
  count = 0;
  readonly first: string[] = [];

  add(name: string): void {
    if (++this.count <= 3) this.first.push(name);
  }

  /** ` (“a/notes.txt”, “b/x.gif” and 4 more)` */
  get examples(): string {
    const rest = this.count - this.first.length;
    const more = rest > 0 ? [`${thousands(rest)} more`] : [];
    return ` (${enumerate([...this.first.map(quote), ...more])})`;
  }
}

class Search {
  readonly files: ImageFile[] = [];
  private readonly folder: string;
  /** Images by class. */
  private readonly classes = new Map<string, number>();
  private readonly others = new Names();
  private readonly loose = new Names();
  private readonly deeper = new Names();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The folders around those of the classes: parts, or the folder itself (''). */
  async parts(): Promise<{ inside: boolean; parts: string[] }> {
    const folders = (await entriesOf(this.folder)).filter(({ kind }) => kind === 'folder');
    const inside = folders.length > 0 && folders.every(({ name }) => isPart(name));
    if (!inside) return { inside, parts: [''] };
    for (const entry of await entriesOf(this.folder)) if (entry.kind !== 'folder') this.leave('', entry);
    return { inside, parts: folders.map(({ name }) => name) };
  }

  async part(part: string): Promise<void> {
    for (const entry of await entriesOf(join(this.folder, part))) {
      if (entry.kind === 'folder') await this.class(part, entry.name);
      else this.leave(part, entry);
    }
  }

  private async class(part: string, label: string): Promise<void> {
    const before = this.files.length;
    for (const entry of await entriesOf(join(this.folder, part, label))) {
      const name = within(part, label, entry.name);
      if (entry.kind === 'folder') this.deeper.add(name);
      else if (!isImage(entry)) this.others.add(name);
      else {
        this.files.push({ path: join(this.folder, name), name, label, test: /^test/i.test(part) });
        if (this.files.length > MOST_FILES) throw tooMany(this.folder);
      }
    }
    this.classes.set(label, (this.classes.get(label) ?? 0) + this.files.length - before);
  }

  private leave(part: string, entry: Entry): void {
    (isImage(entry) ? this.loose : this.others).add(within(part, entry.name));
  }

  /** @throws UserError for a class that no image is of */
  checkClasses(inside: boolean): void {
    const empty = [...this.classes].filter(([, images]) => images === 0).map(([label]) => label);
    if (empty.length === 0) return;
    const found = this.notes().join(' ');
    const parts =
      !inside && empty.some(isPart) ? ' Folders train, val and test are parts where no others are.' : '';
    throw new UserError({
      code: 'DATA_CLASS_EMPTY',
      title: `${formatCount(empty.length, 'folder')} of a class ${empty.length === 1 ? 'has' : 'have'} no images`,
      explanation: `There is no PNG or JPEG file directly in ${enumerate(empty.map(quote), 5)}; every folder is a class.${parts}${found && ` ${found}`}`,
      remedy: 'Convert the images to PNG or JPEG, move them up into the folder, or remove the folder.',
      technical: [this.folder],
    });
  }

  /** What is left out. */
  notes(): string[] {
    const { others, loose, deeper } = this;
    return [
      ...(others.count === 0
        ? []
        : [
            `${formatCount(others.count, 'file')} that ${others.count === 1 ? 'is' : 'are'} neither PNG nor JPEG left out${others.examples}.`,
          ]),
      ...(loose.count === 0
        ? []
        : [`${formatCount(loose.count, 'image')} in no folder of a class left out${loose.examples}.`]),
      ...(deeper.count === 0
        ? []
        : [`${formatCount(deeper.count, 'folder')} within those of classes left out${deeper.examples}.`]),
    ];
  }

  /** Classes with the names of parts. */
  partNotes(inside: boolean): string[] {
    const names = inside ? [] : [...this.classes.keys()].filter(isPart);
    if (names.length === 0) return [];
    return [
      `${enumerate(names.map(quote))} read as a class, as the folders beside are no parts of the data.`,
    ];
  }
}

const within = (...names: string[]): string => names.filter(Boolean).join('/');

const isImage = ({ kind, name }: Entry): boolean =>
  kind === 'file' && EXTENSIONS.includes(extname(name).toLowerCase());

interface Entry {
  name: string;
  kind: 'file' | 'folder' | 'other';
}

/** Without hidden ones; a link is what it leads to, if anything. */
async function entriesOf(folder: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const found of await readdir(folder, { withFileTypes: true })) {
    if (found.name.startsWith('.')) continue;
    const path = join(folder, found.name);
    const target = found.isSymbolicLink() ? await stat(path).catch(() => undefined) : found;
    entries.push({
      name: found.name,
      kind: target?.isDirectory() ? 'folder' : target?.isFile() ? 'file' : 'other',
    });
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const tooMany = (folder: string): UserError =>
  tooLarge(folder, `It has more than ${thousands(MOST_FILES)} images.`, 'Choose a part of them.');
