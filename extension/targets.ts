/** What a command acts on: the model or the experiment it was called with, or the one the user is looking at. */
import { basename } from 'node:path';
import { commands, type TextDocument, type TextEditor, Uri, window, workspace } from 'vscode';
import { UserError } from '../src/errors.ts';
import { COMMANDS } from './commands.ts';
import type { Definitions, PlacedDefinition } from './definitions.ts';
import { EXPERIMENT_SUFFIX, type ExperimentIndex, experimentName } from './experiments.ts';

/** A model in a source file; lenses pass it to their commands. */
export interface ModelTarget {
  /** Address of the document, as text. */
  uri: string;
  /** The definition's name. */
  name: string;
}

export interface FoundModel extends PlacedDefinition {
  document: TextDocument;
}

/** Which experiments a command can act on, and what is said where there is none. */
export interface WantedExperiment {
  none: string;
  /** The sentence about the model or the experiment in sight; without it any other that fits may be chosen. */
  noneOf?: (name: string) => string;
  fits?: (file: string) => boolean;
}

export class Targets {
  private readonly definitions: Definitions;
  private readonly index: ExperimentIndex;
  private readonly shownExperiment: () => string | undefined;

  /** `shownExperiment` is the experiment of the panel that has the focus. */
  constructor(definitions: Definitions, index: ExperimentIndex, shownExperiment: () => string | undefined) {
    this.definitions = definitions;
    this.index = index;
    this.shownExperiment = shownExperiment;
  }

  /**
   * The model a command is about: the one it was called with, the one at the cursor, or the user's choice.
   * @throws UserError when no open file has one
   */
  async model(argument: unknown): Promise<FoundModel | undefined> {
    if (isModelTarget(argument)) return this.named(argument);
    const models = await this.candidates();
    const editor = window.activeTextEditor;
    const atCursor = editor && models.find((model) => holdsCursor(model, editor));
    if (atCursor) return atCursor;
    if (models.length > 1) return pickModel(models);
    if (models[0]) return models[0];
    throw new UserError({
      code: 'NO_MODEL',
      title: 'No open file defines a model',
      explanation: 'Keras models are found where Sequential(…) is called in a Python file.',
      remedy: 'Open the file that defines your model, then measure again.',
    });
  }

  /** The experiments about a model. */
  async experimentsOf({ document, definition }: FoundModel): Promise<string[]> {
    const references = await this.index.of(document.uri.fsPath, definition.name);
    return references.map(({ file }) => file);
  }

  /** The experiment a command is about: of what it was called with or the user looks at, otherwise the user's choice. */
  async experiment(argument: unknown, wanted: WantedExperiment): Promise<string | undefined> {
    const fits = wanted.fits ?? (() => true);
    const given = experimentFile(argument) ?? this.shownExperiment() ?? editedExperiment();
    if (given && fits(given)) return given;
    if (given && wanted.noneOf) {
      return offerToMeasure(wanted.noneOf(experimentName(given)), COMMANDS.runExperiment.id, given);
    }
    const models = wanted.noneOf ? await this.activeModels() : [];
    if (models[0]) return this.experimentOfModels(models, wanted.noneOf!, fits);
    const files = (await this.index.all()).map(({ file }) => file).filter(fits);
    if (files.length > 0) return pickExperiment(files);
    throw new UserError({
      code: 'NO_EXPERIMENT',
      title: wanted.none,
      explanation: 'Results belong to an experiment file, *.reglens.json.',
      remedy: 'Open a Python file with a model and measure it first.',
    });
  }

  /** Never an experiment of another model: what a command does to it is not seen in this editor. */
  private async experimentOfModels(
    models: FoundModel[],
    noneOf: (name: string) => string,
    fits: (file: string) => boolean,
  ): Promise<string | undefined> {
    const found = await Promise.all(models.map((model) => this.experimentsOf(model)));
    const files = [...new Set(found.flat())].filter(fits);
    if (files.length === 1 && models.length === 1) return files[0];
    if (files.length > 0) return pickExperiment(files);
    const [{ document, definition }] = models as [FoundModel];
    const target: ModelTarget = { uri: document.uri.toString(), name: definition.name };
    return offerToMeasure(noneOf(definition.name), COMMANDS.measure.id, target);
  }

  private async named({ uri, name }: ModelTarget): Promise<FoundModel> {
    const document = await workspace.openTextDocument(Uri.parse(uri));
    const found = (await this.definitions.of(document)).find(({ definition }) => definition.name === name);
    if (found) return { ...found, document };
    const file = basename(document.uri.fsPath);
    throw new UserError({
      code: 'MODEL_GONE',
      title: `${file} no longer defines “${name}”`,
      explanation: 'The file was changed since its lenses were shown.',
      remedy: 'Measure again from the lens above the model.',
    });
  }

  /** Models of the active editor, else of the visible ones, else of all open documents. */
  private async candidates(): Promise<FoundModel[]> {
    const active = window.activeTextEditor?.document;
    const visible = window.visibleTextEditors.map(({ document }) => document);
    for (const documents of [active ? [active] : [], visible, workspace.textDocuments]) {
      const models = await this.modelsOf(documents);
      if (models.length > 0) return models;
    }
    return [];
  }

  private async modelsOf(documents: readonly TextDocument[]): Promise<FoundModel[]> {
    const models: FoundModel[] = [];
    for (const document of new Set(documents)) {
      if (document.languageId !== 'python') continue;
      const placed = await this.definitions.of(document);
      models.push(...placed.map((model) => ({ ...model, document })));
    }
    return models;
  }

  /** The model at the cursor, otherwise all models of the active editor. */
  private async activeModels(): Promise<FoundModel[]> {
    const editor = window.activeTextEditor;
    if (!editor) return [];
    const models = await this.modelsOf([editor.document]);
    const atCursor = models.find((model) => holdsCursor(model, editor));
    return atCursor ? [atCursor] : models;
  }
}

async function offerToMeasure(text: string, command: string, argument: unknown): Promise<undefined> {
  const measure = 'Measure';
  const chosen = await window.showInformationMessage(`${text}.`, measure);
  if (chosen === measure) await commands.executeCommand(command, argument);
}

function holdsCursor({ document, definition }: FoundModel, editor: TextEditor): boolean {
  const line = editor.selection.active.line + 1;
  const { startLine, endLine } = definition.range;
  return document === editor.document && startLine <= line && line <= endLine;
}

async function pickModel(models: FoundModel[]): Promise<FoundModel | undefined> {
  const { lensTitle } = await import('../src/definition/describe.ts');
  const items = models.map((model) => ({
    label: model.definition.name,
    description: lensTitle(model.definition),
    detail: `${workspace.asRelativePath(model.document.uri)}:${model.line + 1}`,
    model,
  }));
  const chosen = await window.showQuickPick(items, {
    title: 'Which model?',
    placeHolder: 'Choose a model',
    matchOnDetail: true,
  });
  return chosen?.model;
}

/** Lets the user choose an experiment; one alone is shown by its name too. */
export async function pickExperiment(files: string[]): Promise<string | undefined> {
  const items = files.map((file) => ({
    label: experimentName(file),
    description: workspace.asRelativePath(file),
    file,
  }));
  const chosen = await window.showQuickPick(items, {
    title: 'Which experiment?',
    placeHolder: 'Choose an experiment',
    matchOnDescription: true,
  });
  return chosen?.file;
}

function experimentFile(argument: unknown): string | undefined {
  const file = argument instanceof Uri ? argument.fsPath : argument;
  return typeof file === 'string' && file.endsWith(EXPERIMENT_SUFFIX) ? file : undefined;
}

function editedExperiment(): string | undefined {
  return experimentFile(window.activeTextEditor?.document.uri);
}

function isModelTarget(value: unknown): value is ModelTarget {
  return typeof value === 'object' && value !== null && 'uri' in value && 'name' in value;
}
