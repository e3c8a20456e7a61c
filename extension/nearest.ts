/** Which files of a workspace a model most likely belongs to: the fewer folders apart, the likelier. */
import { dirname, relative, sep } from 'node:path';

/** Number of steps up and down the folder tree from the folder of one file to that of another. */
export function folderDistance(from: string, to: string): number {
  const path = relative(dirname(from), dirname(to));
  return path === '' ? 0 : path.split(sep).length;
}

/** The files, nearest to `origin` first, by name where they are equally near. */
export function nearestFirst(origin: string, files: string[]): string[] {
  return [...files].sort(
    (a, b) => folderDistance(origin, a) - folderDistance(origin, b) || a.localeCompare(b, 'en'),
  );
}
