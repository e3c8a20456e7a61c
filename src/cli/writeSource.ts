/** Writes a source file back. */
import { constants } from 'node:fs';
import { access, chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';

/**
 * Replaces the text of a file in one step: it has the old text or the new one, never a part. Its permissions are kept,
 * and a link stays a link.
 * @throws UserError `SOURCE_UNWRITABLE`
 */
export async function writeSource(file: string, text: string): Promise<void> {
  try {
    const target = await realpath(file);
    // Replacing needs the folder's permission alone; the file's own counts as well.
    await access(target, constants.W_OK);
    const { mode } = await stat(target);
    const temporary = `${target}.${process.pid}.tmp`;
    try {
      await writeFile(temporary, text);
      await chmod(temporary, mode);
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    throw new UserError({
      code: 'SOURCE_UNWRITABLE',
      title: `${file} cannot be written`,
      explanation: `The fixes are not made: ${(error as Error).message}`,
      remedy: 'Check the permissions of the file and its folder.',
    });
  }
}
