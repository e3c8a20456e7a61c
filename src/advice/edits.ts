/** Edits of a text. */

/** Replaces `from`…`to` (offsets, half-open) by `text`. */
export interface TextEdit {
  from: number;
  to: number;
  text: string;
}

/** The text after the edits; their offsets are those of the text before. Edits must not overlap. */
export function applyEdits(text: string, edits: TextEdit[]): string {
  let result = '';
  let position = 0;
  for (const edit of inOrder(edits)) {
    result += text.slice(position, edit.from) + edit.text;
    position = edit.to;
  }
  return result + text.slice(position);
}

/** Edits in the order of the text; insertions at one place keep their order. */
export function inOrder(edits: TextEdit[]): TextEdit[] {
  return [...edits].sort((a, b) => a.from - b.from || a.to - b.to);
}

/** Deletions that touch or overlap become one, so that two neighbouring elements can be removed. */
export function mergeDeletions(edits: TextEdit[]): TextEdit[] {
  const merged: TextEdit[] = [];
  for (const edit of inOrder(edits)) {
    const last = merged.at(-1);
    if (last && last.text === '' && edit.text === '' && edit.from < last.to)
      last.to = Math.max(last.to, edit.to);
    else merged.push({ ...edit });
  }
  return merged;
}
