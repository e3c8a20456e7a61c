/** Explanations of layers, penalties, dropout and weight decay under the pointer. */
import {
  type CancellationToken,
  Hover,
  type HoverProvider,
  MarkdownString,
  type Position,
  Range,
  type TextDocument,
} from 'vscode';
import type { Readings } from './readings.ts';

export class ModelHovers implements HoverProvider {
  private readonly readings: Readings;

  constructor(readings: Readings) {
    this.readings = readings;
  }

  async provideHover(
    document: TextDocument,
    position: Position,
    token: CancellationToken,
  ): Promise<Hover | undefined> {
    const { version } = document;
    const read = await this.readings.of(document);
    if (!read || token.isCancellationRequested) return undefined;
    const { hoverAt } = await import('../src/advice/hover.ts');
    if (document.version !== version || token.isCancellationRequested) return undefined;
    const point = { offset: document.offsetAt(position), cell: read.cell };
    const hover = hoverAt(read.source, document.getText(), point);
    if (!hover) return undefined;
    const { startLine, startColumn, endLine, endColumn } = hover.range;
    const range = new Range(startLine - 1, startColumn - 1, endLine - 1, endColumn - 1);
    return new Hover(new MarkdownString(hover.markdown), range);
  }
}
