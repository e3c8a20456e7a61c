/** How yauzl reads from a source of ours. */
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';
import { type ByteSource, readRange } from '../fileSource.ts';

const PIECE = 2 ** 18;

/** Reads pieces ahead: yauzl asks for the entries of a directory one by one, and there may be 200,000. */
export class SourceReader extends RandomAccessReader {
  readonly #source: ByteSource;
  #piece = new Uint8Array(0);
  #start = 0;

  constructor(source: ByteSource) {
    super();
    this.#source = source;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const from = position - this.#start;
    if (from >= 0 && from + length <= this.#piece.length) {
      buffer.set(this.#piece.subarray(from, from + length), offset);
      callback(null);
      return;
    }
    this.#readAhead(position, length).then(
      (bytes) => {
        buffer.set(bytes.subarray(0, length), offset);
        callback(null);
      },
      (error: Error) => callback(error),
    );
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(piecesOf(this.#source, start, end), { objectMode: false });
  }

  async #readAhead(position: number, length: number): Promise<Uint8Array> {
    const { size } = this.#source;
    if (position + length > size) throw new RangeError(`it ends at byte ${size}`);
    this.#piece = new Uint8Array(0);
    const bytes = await readRange(this.#source, position, Math.min(Math.max(length, PIECE), size - position));
    this.#piece = bytes as Uint8Array<ArrayBuffer>;
    this.#start = position;
    return bytes;
  }
}

async function* piecesOf(source: ByteSource, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let at = start; at < end; at += PIECE) yield await readRange(source, at, Math.min(PIECE, end - at));
}
