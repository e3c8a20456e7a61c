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
import type { Finding } from '../src/advice/rule.ts';
import type { ModelDefinition } from '../src/definition/model.ts';
import { COMMANDS } from './commands.ts';
import { setting } from './configuration.ts';
import { type LensFacts, type LensText, lensTexts } from './lensText.ts';
import { type MeasurementSources, measuredModel } from './measured.ts';
import type { PlacedDefinition, Readings } from './readings.ts';
import { SETTINGS } from './settings.ts';
import type { MeasuredSummary } from './summary.ts';
import { type ModelTarget, targetOf } from './targets.ts';
import { isMeasurable } from './trainable.ts';

/** What the lenses of a model show, and the experiment a click is about. */
interface Subject {
  facts: Pick<LensFacts, 'running' | 'measured' | 'resumable' | 'stale'>;
  experiment?: string;
}

export interface LensSources extends MeasurementSources {
  readings: Readings;
}

/** What an expert would change in a document, as far as it is known by now. */
export type FindingsOf = (document: TextDocument) => Pick<Finding, 'range'>[];

export class ModelLenses implements CodeLensProvider, Disposable {
  private readonly changes = new EventEmitter<void>();
  private readonly sources: LensSources;
  private readonly findingsOf: FindingsOf;
  readonly onDidChangeCodeLenses = this.changes.event;

  constructor(sources: LensSources, findingsOf: FindingsOf) {
    this.sources = sources;
    this.findingsOf = findingsOf;
  }

  refresh(): void {
    this.changes.fire();
  }

  async provideCodeLenses(document: TextDocument, token: CancellationToken): Promise<CodeLens[]> {
    if (!setting(SETTINGS.codeLensEnabled)) return [];
    const placed = await this.sources.readings.models(document);
    if (placed.length === 0 || token.isCancellationRequested) return [];
    const { lensTitle } = await import('../src/definition/describe.ts');
    const findings = this.findingsOf(document);
    const lenses: CodeLens[] = [];
    for (const model of placed) {
      const { definition, line } = model;
      const measurable = isMeasurable(definition);
      const subject: Subject = measurable ? await this.subjectOf(document, model) : { facts: {} };
      if (token.isCancellationRequested) return [];
      const texts = lensTexts({
        ...subject.facts,
        title: lensTitle(definition, model.around),
        findings: countWithin(definition, findings),
        measurable,
      });
      const target = targetOf({ ...model, document });
      lenses.push(...texts.map((text) => codeLens(text, line, target, subject.experiment)));
    }
    return lenses;
  }

  dispose(): void {
    this.changes.dispose();
  }

  private async subjectOf({ uri }: TextDocument, { definition }: PlacedDefinition): Promise<Subject> {
    const { references, file, summary, stale, isApplied } = await measuredModel(
      this.sources,
      uri.fsPath,
      definition,
    );
    const files = references.map((reference) => reference.file);
    const running = this.sources.sessions.running().find((session) => files.includes(session.file));
    const interrupted = files.find((each) => this.sources.sessions.find(each)?.canResume);
    return {
      facts: {
        running: running !== undefined,
        measured: summary && shownSummary(summary, isApplied),
        resumable: interrupted !== undefined,
        stale,
      },
      experiment: running?.file ?? file ?? interrupted,
    };
  }
}

/** What the lens says once the recommendation stands in the source. */
function shownSummary(summary: MeasuredSummary, isApplied: boolean): MeasuredSummary {
  const { recommended } = summary;
  return recommended && isApplied ? { ...summary, effect: recommended.applied } : summary;
}

function countWithin({ range }: ModelDefinition, findings: Pick<Finding, 'range'>[]): number {
  const isWithin = (place: Finding['range']) =>
    place.cell === range.cell && range.from <= place.from && place.to <= range.to;
  return findings.filter((finding) => isWithin(finding.range)).length;
}

const COMMAND_IDS: Record<LensText['command'], string> = {
  describe: COMMANDS.describe.id,
  measure: COMMANDS.measure.id,
  resume: COMMANDS.resume.id,
  cancel: COMMANDS.cancel.id,
  openResults: COMMANDS.openResults.id,
  auditParameters: COMMANDS.auditParameters.id,
  problems: 'workbench.actions.view.problems',
};

/** Commands about the model, not about an experiment. */
const ABOUT_MODEL = new Set<LensText['command']>(['describe', 'measure', 'auditParameters']);

function codeLens(
  { title, tooltip, command }: LensText,
  line: number,
  target: ModelTarget,
  experiment: string | undefined,
): CodeLens {
  const subject = ABOUT_MODEL.has(command) ? target : experiment;
  const range = new Range(line, 0, line, 0);
  return new CodeLens(range, { title, tooltip, command: COMMAND_IDS[command], arguments: [subject] });
}
