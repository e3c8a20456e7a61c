/** Helpers of the edit tests: places are marked in the source, edits become text. */

import { type Editable, editable, type Language, type Span } from '../../../src/advice/edit/source.ts';
import { applyEdits, type TextEdit } from '../../../src/advice/edits.ts';
import type { SourceRange } from '../../../src/definition/model.ts';

/** A source without its marks `«…»`, and the marked places in their order. */
export function marked(language: Language, text: string): { source: Editable; places: Span[] } {
  const places: Span[] = [];
  let plain = '';
  for (const part of text.split(/([«»])/)) {
    if (part === '«') places.push({ from: plain.length, to: plain.length });
    else if (part === '»') places.findLast(({ from, to }) => from === to)!.to = plain.length;
    else plain += part;
  }
  return { source: editable(language, plain), places };
}

/** The source after an edit of its first marked place; `refused` when there is none. */
export function edited(
  language: Language,
  text: string,
  edit: (source: Editable, place: Span, places: Span[]) => TextEdit[] | undefined,
): string {
  const { source, places } = marked(language, text);
  const edits = edit(source, places[0]!, places);
  return edits ? applyEdits(source.text, edits) : 'refused';
}

/** A layer, as far as edits look at it. */
export const layer = (span: Span) => ({ range: span as SourceRange });

/** A module with those statements in its constructor and in its forward. */
export const module = (init: string[], forward: string[]) =>
  [
    'class Net(nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    ...init.map((line) => `        ${line}`),
    '',
    '    def forward(self, x):',
    ...forward.map((line) => `        ${line}`),
    '',
  ].join('\n');
