/** Which model of the workspace a weight file or a log belongs to. */
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { EventEmitter, Selection, Uri, window, workspace } from 'vscode';
import type { MeasuredSparsity } from '../../src/advice/hints.ts';
import type { ModelDefinition } from '../../src/definition/model.ts';
import type { DefinitionLink } from '../../src/protocol/files.ts';
import type { LayerMatch, ModelMatch } from '../../src/report/weightFiles/match.ts';
import type { WeightsReport } from '../../src/report/weightFiles/weightsReport.ts';
import { NOT_SEARCHED } from '../experiments.ts';
import { nearestFirst } from '../nearest.ts';
import { LONGEST_TEXT } from '../readable.ts';
import type { Readings } from '../readings.ts';

const SOURCES = '**/*.{py,js,mjs,jsx,ts,tsx}';
const MOST_FILES = 1000;
/** The nearest ones are read. */
const MOST_READ = 100;
/** Only what can define a model is read. */
const DEFINES_MODELS = /keras|torch|tensorflow|tfjs/i;

export class DefinitionFinder {
  private readonly readings: Readings;
  private readonly changes = new EventEmitter<void>();
  /** What opened weights say of the layers, by source file and model. */
  private readonly opened = new Map<string, Record<string, MeasuredSparsity>>();
  /** Other weights belong to a definition than before. */
  readonly onDidChange = this.changes.event;

  constructor(readings: Readings) {
    this.readings = readings;
  }

  /** The nearest definition whose layers have the names and shapes of these weights; null where there is none. */
  async ofWeights(path: string, report: WeightsReport): Promise<DefinitionLink | null> {
    const { matchModel } = await import('../../src/report/weightFiles/match.ts');
    let best: { file: string; model: ModelDefinition; match: ModelMatch } | undefined;
    for (const { file } of await sourcesNear(path)) {
      for (const model of await this.readings.inFile(file)) {
        const match = matchModel(report.tensors, model);
        if (match && match.share > (best?.match.share ?? 0)) best = { file, model, match };
      }
    }
    if (!best) return null;
    const sparsity = best.match.layers.flatMap((layer) => sparsityOf(layer, basename(path)));
    this.opened.set(keyOf(best.file, best.model.name), Object.fromEntries(sparsity));
    this.changes.fire();
    return linkTo(best.file, best.model);
  }

  /** A definition in the nearest file that names this log, or the folder that it stands in. */
  async ofLog(path: string): Promise<DefinitionLink | null> {
    const names = [basename(path), basename(dirname(path))];
    for (const name of names) {
      for (const { file, text } of await sourcesNear(path)) {
        if (!isNamedIn(text, name)) continue;
        const [model] = await this.readings.inFile(file);
        if (model) return linkTo(file, model);
      }
    }
    return null;
  }

  /** What weights that were opened say of a definition, by the layer's name. */
  weightsOf(file: string, model: string): Record<string, MeasuredSparsity> | undefined {
    return this.opened.get(keyOf(file, model));
  }

  async open({ uri, line }: DefinitionLink): Promise<void> {
    const selection = new Selection(line, 0, line, 0);
    await window.showTextDocument(Uri.parse(uri), { selection });
  }

  dispose(): void {
    this.changes.dispose();
  }
}

const keyOf = (file: string, model: string): string => `${file}#${model}`;

/** As text in quotes: a folder called `runs` is named in `SummaryWriter("runs/first")`, too. */
function isNamedIn(text: string, name: string): boolean {
  const quoted = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`["'\`/]${quoted}["'\`/]`).test(text);
}

async function sourcesNear(path: string): Promise<{ file: string; text: string }[]> {
  const found = await workspace.findFiles(SOURCES, NOT_SEARCHED, MOST_FILES);
  const files = nearestFirst(
    path,
    found.map(({ fsPath }) => fsPath),
  ).slice(0, MOST_READ);
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return files
    .map((file, index) => ({ file, text: texts[index]! }))
    .filter(({ text }) => text.length <= LONGEST_TEXT && DEFINES_MODELS.test(text));
}

/** Of the kernels and embeddings of a layer together. */
function sparsityOf({ layer, tensors }: LayerMatch, file: string): [string, MeasuredSparsity][] {
  const kernels = tensors.filter(({ kind }) => kind === 'kernel' || kind === 'embedding');
  const total = (of: 'count' | 'exactZeros' | 'nearZeros') =>
    kernels.reduce((sum, tensor) => sum + tensor[of], 0);
  const count = total('count');
  if (count === 0) return [];
  return [[layer, { zeros: total('exactZeros') / count, small: total('nearZeros') / count, file }]];
}

function linkTo(file: string, { name, anchor }: ModelDefinition): DefinitionLink {
  return {
    text: `${workspace.asRelativePath(file)}, line ${anchor.startLine}: ${name}`,
    uri: Uri.file(file).toString(),
    line: anchor.startLine - 1,
  };
}
