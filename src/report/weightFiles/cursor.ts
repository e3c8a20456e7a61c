import { damaged } from '../../weights/refusal.ts';
import { countOf, type Piece, type TensorEntry, type WeightFile } from '../../weights/weightFile.ts';

/** A tensor in its file. */
export interface Place {
  file: WeightFile;
  tensor: TensorEntry;
}

/** The values of a tensor, as many at a time as are wanted. */
export class Cursor {
  readonly #place: Place;
  readonly #pieces: AsyncIterator<Piece>;
  #piece: Piece = new Float32Array(0);
  #at = 0;

  constructor(place: Place) {
    this.#place = place;
    this.#pieces = place.file.pieces(place.tensor)[Symbol.asyncIterator]();
  }

  /** Values that can be taken now, at least 1. */
  async available(): Promise<number> {
    while (this.#at === this.#piece.length) {
      const { done, value } = await this.#pieces.next();
      if (done) {
        const { file, tensor } = this.#place;
        throw damaged(
          file.path,
          file.title,
          `“${tensor.name}” ends early.`,
          `Expected ${countOf(tensor.shape)} values.`,
        );
      }
      this.#piece = value;
      this.#at = 0;
    }
    return this.#piece.length - this.#at;
  }

  take(length: number): Piece {
    this.#at += length;
    return this.#piece.subarray(this.#at - length, this.#at);
  }

  async close(): Promise<void> {
    await this.#pieces.return?.();
  }
}
