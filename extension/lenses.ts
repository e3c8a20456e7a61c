/** The lenses above each model definition. */
import {
  type CancellationToken,
  CodeLens,
  type CodeLensProvider,
  type Disposable,
  EventEmitter,
  Range,
  type TextDocument,
} from 'vscode';
import type { ModelDefinition } from '../src/definition/model.ts';
import { COMMANDS } from './commands.ts';
import { setting } from './configuration.ts';
import type { Definitions, PlacedDefinition } from './definitions.ts';
import type { ExperimentIndex } from './experiments.ts';
import { type LensFacts, type LensText, lensTexts } from './lensText.ts';
import type { ResultStore } from './resultStore.ts';
import type { Sessions } from './sessions.ts';
import { SETTINGS } from './settings.ts';
import { changeSince } from './staleness.ts';
import type { MeasuredSummary } from './summary.ts';
import type { ModelTarget } from './targets.ts';

/** What the lenses of a model show, and the experiment a click is about. */
interface Subject {
  facts: Omit<LensFacts, 'title'>;
  experiment?: string;
}

export interface LensSources {
  definitions: Definitions;
  index: ExperimentIndex;
  sessions: Sessions;
  store: ResultStore;
}

export class ModelLenses implements CodeLensProvider, Disposable {
  private readonly changes = new EventEmitter<void>();
  private readonly sources: LensSources;
  readonly onDidChangeCodeLenses = this.changes.event;

  constructor(sources: LensSources) {
    this.sources = sources;
  }

  refresh(): void {
    this.changes.fire();
  }

  async provideCodeLenses(document: TextDocument, token: CancellationToken): Promise<CodeLens[]> {
    if (!setting(SETTINGS.codeLensEnabled)) return [];
    const placed = await this.sources.definitions.of(document);
    if (placed.length === 0 || token.isCancellationRequested) return [];
    const { lensTitle } = await import('../src/definition/describe.ts');
    const lenses: CodeLens[] = [];
    for (const model of placed) {
      const subject = await this.subjectOf(document, model);
      if (token.isCancellationRequested) return [];
      const texts = lensTexts({ title: lensTitle(model.definition), ...subject.facts });
      const target = { uri: document.uri.toString(), name: model.definition.name };
      lenses.push(...texts.map((text) => codeLens(text, model.line, target, subject.experiment)));
    }
    return lenses;
  }

  dispose(): void {
    this.changes.dispose();
  }

  private async subjectOf({ uri }: TextDocument, { definition }: PlacedDefinition): Promise<Subject> {
    const references = await this.sources.index.of(uri.fsPath, definition.name);
    const files = references.map(({ file }) => file);
    const running = this.sources.sessions.running().find(({ file }) => files.includes(file));
    const interrupted = files.find((file) => this.sources.sessions.find(file)?.canResume);
    const measured = Object.entries(this.sources.store.summaries())
      .filter(([file, { modelName }]) => files.includes(file) && modelName === definition.name)
      .at(-1);
    const plan = references.find(({ file }) => file === measured?.[0])?.plan;
    const stale =
      measured &&
      (this.sources.sessions.find(measured[0])?.staleReason ?? changeSince(measured[1], definition, plan));
    return {
      facts: {
        running: running !== undefined,
        measured: measured && (await withEffect(measured[1], definition)),
        resumable: interrupted !== undefined,
        stale,
      },
      experiment: running?.file ?? measured?.[0] ?? interrupted,
    };
  }
}

/** What the lens says once the recommendation stands in the source. */
async function withEffect(summary: MeasuredSummary, definition: ModelDefinition): Promise<MeasuredSummary> {
  const { recommended } = summary;
  if (!recommended) return summary;
  const { isApplied } = await import('../src/advice/apply.ts');
  return isApplied(definition, recommended.settings) ? { ...summary, effect: recommended.applied } : summary;
}

function codeLens(
  { title, tooltip, command }: LensText,
  line: number,
  target: ModelTarget,
  experiment: string | undefined,
): CodeLens {
  const aboutModel = command === 'describe' || command === 'measure';
  return new CodeLens(new Range(line, 0, line, 0), {
    title,
    tooltip,
    command: COMMANDS[command].id,
    arguments: [aboutModel ? target : experiment],
  });
}
