/** Texts as they stand in the editor, and how they are changed. */
import { readFile, stat } from 'node:fs/promises';
import {
  type Position,
  Range,
  type TextDocument,
  type TextEditor,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import { UserError } from '../src/errors.ts';
import { smallestChange } from './textChange.ts';

/** The open document of a file, with its unsaved changes. */
function openDocument(file: string): TextDocument | undefined {
  return workspace.textDocuments.find(({ uri }) => uri.scheme === 'file' && uri.fsPath === file);
}

/** A file's text as the editor has it, otherwise as the disk has it. */
export async function currentText(file: string): Promise<string> {
  return openDocument(file)?.getText() ?? readFile(file, 'utf8');
}

export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Replaces ranges of a document in one undo step and leaves it unsaved. */
export async function editDocument(
  document: TextDocument,
  changes: { from: number; to: number; text: string }[],
): Promise<void> {
  const edit = new WorkspaceEdit();
  for (const { from, to, text } of changes) {
    edit.replace(document.uri, new Range(document.positionAt(from), document.positionAt(to)), text);
  }
  if (await workspace.applyEdit(edit)) return;
  throw new UserError({
    code: 'EDIT_REFUSED',
    title: 'The editor did not take the change',
    explanation: `${document.uri.fsPath} may be read-only, or it was changed at the same moment.`,
    remedy: 'Check that the file can be written, then try again.',
  });
}

/** Gives a file the text `change` makes of its text, and saves it. */
export async function rewriteFile(file: string, change: (text: string) => string): Promise<void> {
  const document = await workspace.openTextDocument(Uri.file(file));
  const text = document.getText();
  const edit = smallestChange(text, change(text));
  if (edit) await editDocument(document, [edit]);
  if (await document.save()) return;
  throw new UserError({
    code: 'SAVE_FAILED',
    title: `${file} could not be saved`,
    explanation: 'The change stands in the editor.',
    remedy: 'Check that the file can be written, then save it.',
  });
}

/** Measuring reads the files on the disk; false when the user would rather not go on with unsaved changes. */
export async function settleUnsaved(files: string[]): Promise<boolean> {
  const unsaved = files.map(openDocument).filter((document) => document?.isDirty) as TextDocument[];
  if (unsaved.length === 0) return true;
  const names = unsaved.map(({ uri }) => workspace.asRelativePath(uri)).join(' and ');
  const save = 'Save and Measure';
  const saved = 'Measure as Saved';
  const [have, what] = unsaved.length > 1 ? ['have', 'files'] : ['has', 'file'];
  const message = `${names} ${have} unsaved changes. Measuring reads the ${what} on the disk.`;
  const chosen = await window.showWarningMessage(message, { modal: true }, save, saved);
  if (chosen === save) await Promise.all(unsaved.map((document) => document.save()));
  return chosen !== undefined;
}

/** Shows a file with the cursor at an offset: where it is shown already, otherwise in the first column. */
export async function showFile(
  file: string,
  offsetOf: (document: TextDocument) => number,
): Promise<TextEditor> {
  const document = await workspace.openTextDocument(Uri.file(file));
  return showDocument(document, document.positionAt(offsetOf(document)));
}

/** As {@link showFile}, with the cursor at a place counted from 0. */
export async function showDocument(
  document: TextDocument,
  { line, character }: Pick<Position, 'line' | 'character'>,
): Promise<TextEditor> {
  const shown = window.visibleTextEditors.find((editor) => editor.document === document);
  const selection = new Range(line, character, line, character);
  const editor = await window.showTextDocument(document, {
    viewColumn: shown?.viewColumn ?? ViewColumn.One,
    selection,
  });
  editor.revealRange(selection, TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}
