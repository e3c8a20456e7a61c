/** A log that is one piece of JSON: parsed when all of it has been read. */
import { notText } from '../refusal.ts';
import { type Json, parseJson } from './parse.ts';

export class JsonReader {
  value: Json = null;
  private readonly path: string;
  private pieces: Uint8Array[] = [];

  constructor(path: string) {
    this.path = path;
  }

  push(bytes: Uint8Array): void {
    this.pieces.push(bytes.slice());
  }

  /** @throws UserError `LOG_SYNTAX`, `LOG_LIMIT`, `LOG_NOT_TEXT` */
  finish(): void {
    const bytes = Buffer.concat(this.pieces);
    this.pieces = [];
    this.value = parseJson(this.path, this.decode(bytes));
  }

  private decode(bytes: Uint8Array): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw notText(
        this.path,
        'Some of its bytes are not UTF-8; the file may be in Latin-1 or Windows-1252.',
      );
    }
  }
}
