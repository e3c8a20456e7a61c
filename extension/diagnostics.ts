/** Problems in experiment files that a schema cannot see, shown where they stand, with their quick fixes. */
import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  Diagnostic,
  DiagnosticSeverity,
  type Disposable,
  languages,
  Range,
  type TextDocument,
  WorkspaceEdit,
  workspace,
} from 'vscode';
import type { DataReader } from '../src/dataset/thread.ts';
import { type Problem, problemOf } from '../src/errors.ts';
import { EXPERIMENT_SUFFIX } from './experiments.ts';
import { smallestChange } from './textChange.ts';

export class ExperimentDiagnostics implements CodeActionProvider, Disposable {
  private readonly collection = languages.createDiagnosticCollection('Regularization Lens');
  private readonly problems = new Map<string, Problem>();
  private readonly data: DataReader;

  constructor(data: DataReader) {
    this.data = data;
  }

  /** To be called when a document is opened or saved. */
  async check(document: TextDocument): Promise<void> {
    if (document.uri.scheme !== 'file' || !document.uri.fsPath.endsWith(EXPERIMENT_SUFFIX)) return;
    if (!workspace.isTrusted) return;
    const { version } = document;
    const problem = await problemOfText(document.getText(), document.uri.fsPath, this.data);
    if (document.version !== version) return;
    if (problem) this.problems.set(document.uri.toString(), problem);
    else this.problems.delete(document.uri.toString());
    this.collection.set(document.uri, problem ? [await diagnostic(problem, document)] : []);
  }

  closed(document: TextDocument): void {
    this.problems.delete(document.uri.toString());
    this.collection.delete(document.uri);
  }

  async provideCodeActions(document: TextDocument, range: Range): Promise<CodeAction[]> {
    const problem = this.problems.get(document.uri.toString());
    const shown = this.collection.get(document.uri)?.find((found) => found.range.intersection(range));
    if (!problem || !shown) return [];
    const { setExperimentValue } = await import('../src/experiment/file.ts');
    return (problem.suggestions ?? []).map(({ label, path, value }) => {
      const text = document.getText();
      const action = new CodeAction(label.replace(/ and run$/, ''), CodeActionKind.QuickFix);
      action.diagnostics = [shown];
      action.isPreferred = problem.suggestions?.length === 1;
      action.edit = editTo(document, setExperimentValue(text, path, value));
      return action;
    });
  }

  dispose(): void {
    this.collection.dispose();
  }
}

/** What is wrong with an experiment; undefined also where the editor's own JSON support says it already. */
async function problemOfText(text: string, file: string, data: DataReader): Promise<Problem | undefined> {
  const { parseExperiment } = await import('../src/experiment/file.ts');
  const { prepareExperiment } = await import('../src/experiment/session.ts');
  try {
    await prepareExperiment(parseExperiment(text, file), undefined, data.load);
    return undefined;
  } catch (error) {
    return (await isSaidBySchema(text)) ? undefined : problemOf(error);
  }
}

async function isSaidBySchema(text: string): Promise<boolean> {
  const { parse } = await import('jsonc-parser');
  const { schemaErrors } = await import('../src/experiment/schema.ts');
  const errors: unknown[] = [];
  const document = parse(text, errors as Parameters<typeof parse>[1], { allowTrailingComma: true });
  return errors.length > 0 || schemaErrors(document).length > 0;
}

async function diagnostic(problem: Problem, document: TextDocument): Promise<Diagnostic> {
  const message = [problem.title, problem.explanation, problem.remedy].filter(Boolean).join('\n');
  const found = new Diagnostic(await rangeOf(problem, document), message, DiagnosticSeverity.Error);
  found.source = 'Regularization Lens';
  found.code = problem.code;
  return found;
}

/** The problem's own place, the value that would mend it, or the part of the experiment that it is about. */
async function rangeOf(problem: Problem, document: TextDocument): Promise<Range> {
  const { location, suggestions, code } = problem;
  if (location?.file === document.uri.fsPath) {
    const line = document.lineAt(Math.min(location.line, document.lineCount) - 1);
    return new Range(
      line.lineNumber,
      Math.min(location.column - 1, line.text.length),
      line.lineNumber,
      line.text.length,
    );
  }
  const { findNodeAtLocation, parseTree } = await import('jsonc-parser');
  const root = parseTree(document.getText());
  const path = suggestions?.[0]?.path ?? [code.startsWith('DATA') ? 'data' : 'model', 'file'];
  const node = root && (findNodeAtLocation(root, path) ?? findNodeAtLocation(root, path.slice(0, 1)));
  if (!node) return document.lineAt(0).range;
  return new Range(document.positionAt(node.offset), document.positionAt(node.offset + node.length));
}

function editTo(document: TextDocument, text: string): WorkspaceEdit {
  const edit = new WorkspaceEdit();
  const change = smallestChange(document.getText(), text);
  if (change) {
    const range = new Range(document.positionAt(change.from), document.positionAt(change.to));
    edit.replace(document.uri, range, change.text);
  }
  return edit;
}
