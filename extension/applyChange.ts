/** Writes a recommendation into the source, or shows what it would change. */
import { basename } from 'node:path';
import {
  commands,
  type Disposable,
  EventEmitter,
  TabInputTextDiff,
  type TextDocument,
  type TextDocumentContentProvider,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { TextEdit } from '../src/advice/apply.ts';
import type { ModelDefinition } from '../src/definition/model.ts';
import { UserError } from '../src/errors.ts';
import type { Report, VariantReport } from '../src/report/report.ts';
import { formatCount } from '../src/words.ts';
import { editDocument, exists, showFile } from './documents.ts';
import { readModels } from './readings.ts';
import { isWritten, recommendedVariant } from './recommendation.ts';
import { architectureKey, type MeasuredResults } from './staleness.ts';

interface Change {
  document: TextDocument;
  definition: ModelDefinition;
  variant: VariantReport;
  edits: TextEdit[];
}

/**
 * Edits the source in one undo step, leaves it unsaved, and shows the changed place.
 * @param stale why the results are old; the user is asked first then
 * @returns false when the user would rather not
 */
export async function applyRecommendation(
  results: MeasuredResults,
  modelFile: string,
  stale: string | undefined,
): Promise<boolean> {
  const { document, definition, variant, edits } = await computeChange(results, modelFile);
  if (stale && !(await applyAnyway(variant, stale))) return false;
  const { from } = edits.find((edit) => edit.from >= definition.range.from) ?? edits[0]!;
  await editDocument(document, edits);
  const line = document.positionAt(from).line + 1;
  await showFile(modelFile, () => from);
  const places = formatCount(edits.length, 'place');
  const text = `Wrote ${variant.name} into ${basename(modelFile)}: ${places} from line ${line}. Not saved yet; Undo takes it back.`;
  void window.showInformationMessage(text);
  await closePreviews(document.uri.path);
  return true;
}

async function applyAnyway({ name }: VariantReport, stale: string): Promise<boolean> {
  const apply = 'Apply anyway';
  const detail = `${stale} What helped then may not help now.`;
  const message = `${name} was measured before a change; apply it anyway?`;
  return (await window.showWarningMessage(message, { modal: true, detail }, apply)) === apply;
}

/** What a preview shows is in the source now. */
async function closePreviews(path: string): Promise<void> {
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  const previews = tabs.filter(
    ({ input }) =>
      input instanceof TabInputTextDiff &&
      input.modified.scheme === PREVIEW_SCHEME &&
      input.modified.path === path,
  );
  await window.tabGroups.close(previews, true);
}

export const PREVIEW_SCHEME = 'regularization-lens-preview';

/** Shows the source beside the source with the recommendation, without changing anything. */
export class ChangePreview implements TextDocumentContentProvider, Disposable {
  private readonly texts = new Map<string, { text: string; experiment: string }>();
  private readonly changes = new EventEmitter<Uri>();
  readonly onDidChange = this.changes.event;

  provideTextDocumentContent(uri: Uri): string {
    return this.texts.get(uri.path)?.text ?? '';
  }

  /** The experiment whose recommendation a preview shows. */
  experimentOf(uri: unknown): string | undefined {
    const ours = uri instanceof Uri && uri.scheme === PREVIEW_SCHEME;
    return ours ? this.texts.get(uri.path)?.experiment : undefined;
  }

  async show(experiment: string, results: MeasuredResults, modelFile: string): Promise<void> {
    const { document, variant, edits } = await computeChange(results, modelFile);
    const { applyEdits } = await import('../src/advice/apply.ts');
    const uri = Uri.from({ scheme: PREVIEW_SCHEME, path: document.uri.path });
    this.texts.set(uri.path, { text: applyEdits(document.getText(), edits), experiment });
    this.changes.fire(uri);
    const title = `${basename(modelFile)} ↔ with ${variant.name}`;
    await commands.executeCommand('vscode.diff', document.uri, uri, title, { viewColumn: ViewColumn.One });
  }

  dispose(): void {
    this.changes.dispose();
  }
}

/** The edits for the source as it stands now; explains why where there are none. */
async function computeChange({ report, architecture }: MeasuredResults, modelFile: string): Promise<Change> {
  const variant = recommendedVariant(report);
  if (!variant) throw nothingRecommended(report);
  if (!(await exists(modelFile))) throw modelFileGone(report, modelFile);
  const document = await workspace.openTextDocument(Uri.file(modelFile));
  const text = document.getText();
  const definition = await measuredDefinition(report, architecture, modelFile, text);
  if (await isWritten(definition, variant)) throw alreadyApplied(report, variant);
  const { regularizationEdits } = await import('../src/advice/apply.ts');
  const result = regularizationEdits(text, definition, variant.settings);
  if ('edits' in result && result.edits.length > 0)
    return { document, definition, variant, edits: result.edits };
  throw new UserError({
    code: 'CHANGE_UNSAFE',
    title: `${variant.name} cannot be written into ${report.model.file} safely`,
    explanation: 'reason' in result ? result.reason : 'There is nothing to change.',
    remedy: `Write it by hand: ${variant.name}.`,
  });
}

function modelFileGone(report: Report, modelFile: string): UserError {
  return new UserError({
    code: 'MODEL_FILE_MISSING',
    title: `${basename(modelFile)} does not exist any more`,
    explanation: `“${report.model.name}” was measured in ${modelFile}, which was moved, renamed or deleted since.`,
    remedy: `Correct "model.file" in ${basename(report.experiment.file)}, then apply again.`,
  });
}

function nothingRecommended(report: Report): UserError {
  return new UserError({
    code: 'NOTHING_RECOMMENDED',
    title: 'There is no change to make',
    explanation: report.recommendation.text,
  });
}

async function measuredDefinition(
  report: Report,
  architecture: string,
  modelFile: string,
  text: string,
): Promise<ModelDefinition> {
  const { name } = report.model;
  const definition = (await readModels(modelFile, text)).find((candidate) => candidate.name === name);
  if (definition && architectureKey(definition) === architecture) return definition;
  const file = basename(modelFile);
  throw new UserError({
    code: 'MODEL_CHANGED',
    title: definition
      ? `“${name}” is not the model that was measured`
      : `${file} no longer defines “${name}”`,
    explanation: `${report.model.architecture} was measured, and ${file} was changed since. What helped that model may not help this one.`,
    remedy: 'Measure again.',
  });
}

function alreadyApplied(report: Report, variant: VariantReport): UserError {
  return new UserError({
    code: 'ALREADY_APPLIED',
    title: `${report.model.file} already has ${variant.name}`,
    explanation: 'The model is written with the recommended settings.',
  });
}
