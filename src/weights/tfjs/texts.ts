/** Weights that are text: vocabularies of graph models. They are passed over. */
import { type ByteSource, readRange } from '../fileSource.ts';
import { beyondLimits } from '../refusal.ts';
import { countOf } from '../weightFile.ts';

const MOST_TEXTS = 1_000_000;
/** Read at a time. */
const WINDOW = 2 ** 18;

/**
 * Bytes of a weight of texts, each preceded by its length in four bytes; as many as there are when the source ends early.
 * @throws UserError `WEIGHTS_LIMIT` for more than a million texts
 */
export async function textBytes(
  source: ByteSource,
  start: number,
  shape: readonly number[],
): Promise<number> {
  const count = countOf(shape);
  if (count > MOST_TEXTS)
    throw beyondLimits(source.path, `It lists ${count} texts.`, `At most ${MOST_TEXTS} are passed over.`);
  let window = Buffer.alloc(0);
  let windowStart = start;
  let offset = start;
  for (let index = 0; index < count; index++) {
    if (offset + 4 > source.size) return offset + 4 - start;
    if (offset + 4 > windowStart + window.length) {
      window = Buffer.from(await readRange(source, offset, Math.min(WINDOW, source.size - offset)));
      windowStart = offset;
    }
    offset += 4 + window.readUInt32LE(offset - windowStart);
  }
  return offset - start;
}
