/** Lenses where a training log is written, once the log is there: what it says, and a click opens it. */
import { stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import {
  type CancellationToken,
  CodeLens,
  type CodeLensProvider,
  type Disposable,
  EventEmitter,
  Range,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import type { FitFact, LogFact, Surrounding } from '../../src/definition/surroundings.ts';
import type { LogReport } from '../../src/report/logs/logReport.ts';
import type { FileThread } from '../../src/session/files/thread.ts';
import { COMMANDS } from '../commands.ts';
import { setting } from '../configuration.ts';
import type { Readings } from '../readings.ts';
import { SETTINGS } from '../settings.ts';
import { logLensText } from './logLensText.ts';

interface KnownLog {
  /** Of the file or folder when it was read. */
  modified: number;
  report?: LogReport;
}

interface FoundLog {
  path: string;
  modified: number;
}

export class LogLenses implements CodeLensProvider, Disposable {
  private readonly readings: Readings;
  private readonly thread: FileThread;
  private readonly changes = new EventEmitter<void>();
  private readonly known = new Map<string, KnownLog>();
  readonly onDidChangeCodeLenses = this.changes.event;

  constructor(readings: Readings, thread: FileThread) {
    this.readings = readings;
    this.thread = thread;
  }

  async provideCodeLenses(document: TextDocument, token: CancellationToken): Promise<CodeLens[]> {
    if (!setting(SETTINGS.codeLensEnabled)) return [];
    const read = await this.readings.of(document);
    const facts = (read?.source.surroundings ?? []).filter(({ range }) => range.cell === read?.cell);
    const found = await this.found(document, facts.filter(isLog));
    if (found.size === 0 || token.isCancellationRequested) return [];
    const lenses = [...found].map(([fact, log]) => this.lens(fact, log));
    return [...lenses, ...this.atTraining(facts, found)];
  }

  dispose(): void {
    this.changes.dispose();
  }

  /** What trains is told of the log as well, when there is one alone and it is written elsewhere. */
  private atTraining(facts: Surrounding[], found: Map<LogFact, FoundLog>): CodeLens[] {
    const logs = [...new Map([...found.values()].map((log) => [log.path, log])).values()];
    if (logs.length !== 1) return [];
    const lines = new Set([...found.keys()].map(({ range }) => range.startLine));
    return facts
      .filter((fact): fact is FitFact | LogFact => fact.type === 'fit' || isTrainer(fact))
      .filter((fact) => !lines.has(fact.range.startLine))
      .map((fact) => this.lens(fact, logs[0]!));
  }

  private lens({ range }: FitFact | LogFact, log: FoundLog): CodeLens {
    const line = range.startLine - 1;
    const { title, tooltip } = logLensText(basename(log.path), this.reportOf(log));
    return new CodeLens(new Range(line, 0, line, 0), {
      title,
      tooltip,
      command: COMMANDS.openFile.id,
      arguments: [Uri.file(log.path)],
    });
  }

  /** What is known of a log; one that has changed is read again, and the lenses then change. */
  private reportOf({ path, modified }: FoundLog): LogReport | undefined {
    const known = this.known.get(path);
    if (known?.modified === modified) return known.report;
    const entry: KnownLog = { modified, report: known?.report };
    this.known.set(path, entry);
    this.thread.log(path).then(
      (report) => {
        entry.report = report;
        this.changes.fire();
      },
      () => {
        // Its view says what is wrong with it.
      },
    );
    return entry.report;
  }

  private async found(document: TextDocument, facts: LogFact[]): Promise<Map<LogFact, FoundLog>> {
    const found = new Map<LogFact, FoundLog>();
    for (const fact of facts) {
      const log = fact.path.value === undefined ? undefined : await findLog(document, fact.path.value);
      if (log) found.set(fact, log);
    }
    return found;
  }
}

const isLog = (fact: Surrounding): fact is LogFact => fact.type === 'log';

const isTrainer = (fact: Surrounding): boolean => isLog(fact) && /Trainer$/.test(fact.writer);

/** Relative to the source file, or to a folder of the workspace: where programs are mostly started. */
async function findLog({ uri }: TextDocument, path: string): Promise<FoundLog | undefined> {
  const folders = [dirname(uri.fsPath), ...(workspace.workspaceFolders ?? []).map((each) => each.uri.fsPath)];
  for (const candidate of isAbsolute(path) ? [path] : folders.map((folder) => join(folder, path))) {
    const entry = await stat(candidate).catch(() => undefined);
    if (entry) return { path: candidate, modified: entry.mtimeMs };
  }
  return undefined;
}
