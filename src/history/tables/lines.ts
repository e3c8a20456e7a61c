/** The lines of a text file that arrives in pieces. */
import { beyondLimits, LONGEST_LINE, notText } from '../refusal.ts';

export class TextLines {
  /** What follows the last line end. */
  rest = '';
  /** Line ends so far. */
  count = 0;
  private readonly path: string;
  private readonly decoder = new TextDecoder('utf-8', { fatal: true });

  constructor(path: string) {
    this.path = path;
  }

  /**
   * The whole lines that end in these bytes, each with its `\n`; without a byte order mark.
   * @throws UserError `LOG_NOT_TEXT`, `LOG_LIMIT`
   */
  push(bytes: Uint8Array): string {
    const more = this.decode(bytes);
    const last = more.lastIndexOf('\n') + 1;
    const text = this.rest + more;
    const end = last === 0 ? 0 : text.length - more.length + last;
    this.rest = text.slice(end);
    if (this.rest.length > LONGEST_LINE) throw this.tooLong();
    if (end === 0) return '';
    const lines = text.slice(0, end);
    for (let at = lines.indexOf('\n'); at >= 0; at = lines.indexOf('\n', at + 1)) this.count++;
    return lines.includes('\r') ? lines.replaceAll('\r\n', '\n') : lines;
  }

  private decode(bytes: Uint8Array): string {
    if (bytes.includes(0)) throw notText(this.path, `${this.where()} a zero byte, which text does not have.`);
    try {
      return this.decoder.decode(bytes, { stream: true });
    } catch {
      const found = `${this.where()} bytes that are not UTF-8; the file may be in Latin-1 or Windows-1252.`;
      throw notText(this.path, found);
    }
  }

  private where(): string {
    return this.count === 0 ? 'It has' : `After line ${this.count.toLocaleString('en-US')} it has`;
  }

  private tooLong() {
    const line = (this.count + 1).toLocaleString('en-US');
    return beyondLimits(
      this.path,
      `Line ${line} has more than ${LONGEST_LINE.toLocaleString('en-US')} characters.`,
      'A line of a log holds one epoch or step.',
    );
  }
}
