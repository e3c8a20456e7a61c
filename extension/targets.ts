/** What a command acts on: the model or the experiment it was called with, or the one the user is looking at. */
import { basename } from 'node:path';
import { commands, type TextDocument, type TextEditor, Uri, window, workspace } from 'vscode';
import { UserError } from '../src/errors.ts';
import { COMMANDS } from './commands.ts';
import { EXPERIMENT_SUFFIX, type ExperimentIndex, experimentName } from './experiments.ts';
import type { PlacedDefinition, Readings } from './readings.ts';

/** A model in a source file; lenses pass it to their commands. */
export interface ModelTarget {
  /** Address of the document, as text. */
  uri: string;
  /** The definition's name. */
  name: string;
  /** The 0-based line of its lens, which tells models of one name apart. */
  line?: number;
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
  private readonly readings: Readings;
  private readonly index: ExperimentIndex;
  private readonly shownExperiment: () => string | undefined;

  /** `shownExperiment` is the experiment of the panel that has the focus. */
  constructor(readings: Readings, index: ExperimentIndex, shownExperiment: () => string | undefined) {
    this.readings = readings;
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
    const atCursor = editor && innermostAt(models, editor);
    if (atCursor) return atCursor;
    if (models.length > 1) return pickModel(models);
    if (models[0]) return models[0];
    throw new UserError({
      code: 'NO_MODEL',
      title: 'No open file defines a model',
      explanation:
        'Models of Keras, PyTorch and TensorFlow.js are found in Python files, notebooks, JavaScript and TypeScript.',
      remedy: 'Open the file that defines your model, then try again.',
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
    const [model] = models as [FoundModel];
    return offerToMeasure(noneOf(model.definition.name), COMMANDS.measure.id, targetOf(model));
  }

  private async named({ uri, name, line = 0 }: ModelTarget): Promise<FoundModel> {
    const document = await workspace.openTextDocument(Uri.parse(uri));
    const ofName = (await this.readings.models(document)).filter(
      ({ definition }) => definition.name === name,
    );
    const [found] = ofName.sort((a, b) => Math.abs(a.line - line) - Math.abs(b.line - line));
    if (found) return { ...found, document };
    const file = basename(document.uri.fsPath);
    throw new UserError({
      code: 'MODEL_GONE',
      title: `${file} no longer defines “${name}”`,
      explanation: 'The file was changed since its lenses were shown.',
      remedy: 'Use the lens above the model again.',
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
      const placed = await this.readings.models(document);
      models.push(...placed.map((model) => ({ ...model, document })));
    }
    return models;
  }

  /** The model at the cursor, otherwise all models of the active editor. */
  private async activeModels(): Promise<FoundModel[]> {
    const editor = window.activeTextEditor;
    if (!editor) return [];
    const models = await this.modelsOf([editor.document]);
    const atCursor = innermostAt(models, editor);
    return atCursor ? [atCursor] : models;
  }
}

async function offerToMeasure(text: string, command: string, argument: unknown): Promise<undefined> {
  const measure = 'Measure';
  const chosen = await window.showInformationMessage(`${text}.`, measure);
  if (chosen === measure) await commands.executeCommand(command, argument);
}

/** The model at the cursor; of models inside each other the smallest. */
function innermostAt(models: FoundModel[], { document, selection }: TextEditor): FoundModel | undefined {
  const line = selection.active.line + 1;
  const height = ({ definition: { range } }: FoundModel) => range.endLine - range.startLine;
  const [innermost] = models
    .filter((model) => model.document === document)
    .filter(({ definition: { range } }) => range.startLine <= line && line <= range.endLine)
    .sort((a, b) => height(a) - height(b));
  return innermost;
}

/** What names a model to a command. */
export function targetOf({ document, definition, line }: FoundModel): ModelTarget {
  return { uri: document.uri.toString(), name: definition.name, line };
}

/** `src/net.py:12`, `lab.ipynb, cell 3, line 2`. */
function placeOf({ document, definition: { anchor }, line }: FoundModel): string {
  const file = workspace.asRelativePath(document.uri.fsPath);
  return anchor.cell === undefined
    ? `${file}:${line + 1}`
    : `${file}, cell ${anchor.cell + 1}, line ${line + 1}`;
}

async function pickModel(models: FoundModel[]): Promise<FoundModel | undefined> {
  const { lensTitle } = await import('../src/definition/describe.ts');
  const items = models.map((model) => ({
    label: model.definition.name,
    description: lensTitle(model.definition, model.around),
    detail: placeOf(model),
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
  const file = argument instanceof Uri ? argument.fsPath : isNode(argument) ? argument.file : argument;
  return typeof file === 'string' && file.endsWith(EXPERIMENT_SUFFIX) ? file : undefined;
}

/** An experiment or a run of it in the side bar. */
const isNode = (value: unknown): value is { kind: string; file: string } =>
  typeof value === 'object' && value !== null && 'kind' in value && 'file' in value;

function editedExperiment(): string | undefined {
  return experimentFile(window.activeTextEditor?.document.uri);
}

function isModelTarget(value: unknown): value is ModelTarget {
  return typeof value === 'object' && value !== null && 'uri' in value && 'name' in value;
}
