/** Random access to what can only be read from its start on. */
import type { ByteSource } from '../fileSource.ts';

/**
 * A source over a stream that can be opened again: reading forwards goes on where the last reading ended, reading
 * backwards starts from the beginning. At most one piece of the stream is in memory.
 * @param open the content from its start
 */
export function forwardSource(path: string, size: number, open: () => AsyncIterable<Uint8Array>): ByteSource {
  let stream: AsyncIterator<Uint8Array> | undefined;
  /** The piece that was read last, and where it starts. */
  let piece = new Uint8Array(0);
  let start = 0;
  /** Readings wait for each other: they share the stream. */
  let busy: Promise<void> = Promise.resolve();

  async function readNow(offset: number, into: Uint8Array): Promise<void> {
    if (offset < start || !stream) {
      await stream?.return?.();
      stream = open()[Symbol.asyncIterator]();
      piece = new Uint8Array(0);
      start = 0;
    }
    for (let done = 0; done < into.length; ) {
      const from = offset + done - start;
      if (from < piece.length) {
        const part = piece.subarray(from, from + into.length - done);
        into.set(part, done);
        done += part.length;
        continue;
      }
      start += piece.length;
      const next = await stream.next();
      if (next.done) throw new RangeError(`${path} ends at byte ${start} of a member of ${size}`);
      piece = next.value as Uint8Array<ArrayBuffer>;
    }
  }

  return {
    path,
    size,
    read(offset, into) {
      if (offset < 0 || offset + into.length > size)
        return Promise.reject(
          new RangeError(`bytes ${offset} to ${offset + into.length} lie outside of ${size}`),
        );
      const reading = busy.then(() => readNow(offset, into));
      busy = reading.catch(() => {});
      return reading;
    },
  };
}
