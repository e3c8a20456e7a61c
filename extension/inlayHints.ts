/** Hints behind the lines of layers. */
import {
  type CancellationToken,
  type Disposable,
  EventEmitter,
  InlayHint,
  type InlayHintsProvider,
  Position,
  type Range,
  type TextDocument,
} from 'vscode';
import type { HintKind, LayerHint, MeasuredSparsity } from '../src/advice/hints.ts';
import type { ModelDefinition, SourceRange } from '../src/definition/model.ts';
import { setting } from './configuration.ts';
import type { DefinitionFinder } from './files/definitions.ts';
import { type MeasurementSources, measuredModel } from './measured.ts';
import type { Readings } from './readings.ts';
import { SETTINGS } from './settings.ts';
import { isMeasurable } from './trainable.ts';

const SWITCHES = {
  shapes: SETTINGS.hintShapes,
  penalty: SETTINGS.hintPenalty,
  dropout: SETTINGS.hintDropout,
  measured: SETTINGS.hintMeasured,
} as const satisfies Record<HintKind, unknown>;

interface HintSources extends MeasurementSources {
  readings: Readings;
  definitions: DefinitionFinder;
}

export class LayerHints implements InlayHintsProvider, Disposable {
  private readonly changes = new EventEmitter<void>();
  private readonly sources: HintSources;
  readonly onDidChangeInlayHints = this.changes.event;

  constructor(sources: HintSources) {
    this.sources = sources;
  }

  refresh(): void {
    this.changes.fire();
  }

  async provideInlayHints(
    document: TextDocument,
    visible: Range,
    token: CancellationToken,
  ): Promise<InlayHint[] | undefined> {
    const kinds = (Object.keys(SWITCHES) as HintKind[]).filter((kind) => setting(SWITCHES[kind]));
    if (kinds.length === 0) return [];
    const { version } = document;
    const read = await this.sources.readings.of(document);
    if (!read || token.isCancellationRequested) return [];
    const { layerHints } = await import('../src/advice/hints.ts');
    const hints: LayerHint[] = [];
    for (const model of read.source.models) {
      if (!isSeen(model.range, read.cell, visible)) continue;
      hints.push(...layerHints(model, await this.sparsityOf(document, model)));
      if (token.isCancellationRequested) return [];
    }
    // The editor asks again for the next version; until then it moves what it has.
    if (document.version !== version) return undefined;
    const shown = hints.filter(({ kind, range }) => kinds.includes(kind) && range.cell === read.cell);
    return placed(document, shown);
  }

  dispose(): void {
    this.changes.dispose();
  }

  /** What was measured of its weights, while the source is what was measured; otherwise what opened weights say. */
  private async sparsityOf(
    { uri }: TextDocument,
    model: ModelDefinition,
  ): Promise<Record<string, MeasuredSparsity> | undefined> {
    const opened = this.sources.definitions.weightsOf(uri.fsPath, model.name);
    if (opened) return opened;
    if (!isMeasurable(model)) return undefined;
    const { summary, stale, isApplied } = await measuredModel(this.sources, uri.fsPath, model);
    return isApplied && !stale ? summary?.recommended?.sparsity : undefined;
  }
}

function isSeen(
  { cell, startLine, endLine }: SourceRange,
  shown: number | undefined,
  visible: Range,
): boolean {
  return cell === shown && startLine - 1 <= visible.end.line && endLine - 1 >= visible.start.line;
}

/** At the end of the line; where calls share a line, right behind each. */
function placed(document: TextDocument, hints: LayerHint[]): InlayHint[] {
  const calls = new Map<number, Set<number>>();
  for (const { range } of hints) {
    const line = calls.get(range.endLine) ?? new Set();
    calls.set(range.endLine, line.add(range.from));
  }
  return hints.map(({ range, text, tooltip }) => {
    const { text: line } = document.lineAt(range.endLine - 1);
    const isAlone = calls.get(range.endLine)?.size === 1;
    const column = isAlone ? line.trimEnd().length : range.endColumn - 1;
    const hint = new InlayHint(new Position(range.endLine - 1, column), text);
    hint.paddingLeft = true;
    hint.tooltip = tooltip;
    return hint;
  });
}
