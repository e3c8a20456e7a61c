/** Notebooks: which one a document is a cell of, and the cells that are read as one program. */
import {
  type Disposable,
  type NotebookCell,
  NotebookCellKind,
  type NotebookDocument,
  type TextDocument,
  workspace,
} from 'vscode';

const CELL_SCHEME = 'vscode-notebook-cell';

/** The notebook that a document is a cell of. */
export function notebookOf({ uri }: TextDocument): NotebookDocument | undefined {
  if (uri.scheme !== CELL_SCHEME) return undefined;
  const address = uri.toString();
  return workspace.notebookDocuments.find((notebook) =>
    notebook.getCells().some(({ document }) => document.uri.toString() === address),
  );
}

/** The cells with Python code; a cell's `index` counts all cells. */
export function pythonCells(notebook: NotebookDocument): NotebookCell[] {
  return notebook
    .getCells()
    .filter(
      ({ kind, document: { languageId } }) => kind === NotebookCellKind.Code && languageId === 'python',
    );
}

/** Tells of every change of a notebook: its cells are one program, so what one says shows in the others. */
export function followNotebooks(changed: () => void): Disposable[] {
  return [
    workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme === CELL_SCHEME) changed();
    }),
    workspace.onDidChangeNotebookDocument(({ contentChanges }) => {
      if (contentChanges.length > 0) changed();
    }),
  ];
}
