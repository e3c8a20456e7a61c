/**
 * The settings of advice for a document: the editor's, and above them what the nearest `reglens.config.json` names, so that
 * the editor says what the project's checks say.
 */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigurationTarget, commands, type Disposable, EventEmitter, Uri, window, workspace } from 'vscode';
import {
  type AdviceSettings,
  adviceSettings,
  CONFIG_FILE,
  overridden,
  type WrittenSettings,
} from '../src/advice/settings.ts';
import { type Problem, problemOf } from '../src/errors.ts';
import { problemText } from './actions.ts';
import { setting } from './configuration.ts';
import { rewriteFile } from './documents.ts';
import { SETTINGS, SETTINGS_SECTION } from './settings.ts';

interface ConfigFile {
  file: string;
  written: WrittenSettings;
}

const SECTION = `${SETTINGS_SECTION}.advice`;
const EDITOR = `VS Code’s settings (${SECTION})`;

export class AdviceConfiguration implements Disposable {
  private readonly codes: () => Promise<string[]>;
  /** By folder: the nearest file beside or above. */
  private nearest = new Map<string, Promise<ConfigFile | undefined>>();
  /** Mistakes that were told, by where they stand. */
  private readonly told = new Map<string, string>();
  private readonly changes = new EventEmitter<void>();
  private readonly subscriptions: Disposable[];
  readonly onDidChange = this.changes.event;

  /** @param codes of the rules that exist */
  constructor(codes: () => Promise<string[]>) {
    this.codes = codes;
    const watcher = workspace.createFileSystemWatcher(`**/${CONFIG_FILE}`);
    const changed = () => {
      this.nearest = new Map();
      this.changes.fire();
    };
    this.subscriptions = [
      this.changes,
      watcher,
      watcher.onDidCreate(changed),
      watcher.onDidChange(changed),
      watcher.onDidDelete(changed),
      // A file above the workspace is not watched.
      workspace.onDidSaveTextDocument(({ fileName }) => fileName.endsWith(CONFIG_FILE) && changed()),
      workspace.onDidChangeConfiguration(
        (change) => change.affectsConfiguration(SECTION) && this.changes.fire(),
      ),
    ];
  }

  get isEnabled(): boolean {
    return setting(SETTINGS.adviceEnabled);
  }

  async of(uri: Uri): Promise<AdviceSettings> {
    const codes = await this.codes();
    const file = await this.fileOf(uri);
    const editor = this.valid(EDITOR, codes, {
      severity: setting(SETTINGS.adviceSeverity, uri),
      thresholds: setting(SETTINGS.adviceThresholds, uri),
    });
    const project = file ? this.valid(file.file, codes, file.written) : {};
    return adviceSettings(overridden(editor, project), EDITOR, codes);
  }

  /** Writes that a rule is off: into the project's file where that file names the rule, otherwise into the settings. */
  async turnOff(uri: Uri, code: string): Promise<void> {
    const file = await this.fileOf(uri);
    if (file?.written.severity?.[code] !== undefined) return writeSeverity(file.file, code);
    const configuration = workspace.getConfiguration(SECTION, uri);
    const inWorkspace = workspace.workspaceFolders !== undefined;
    const values = configuration.inspect<Record<string, unknown>>('severity');
    const before = inWorkspace ? values?.workspaceValue : values?.globalValue;
    const target = inWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
    await configuration.update('severity', { ...before, [code]: 'off' }, target);
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /**
   * What is written, unless it has mistakes: those are told once, and the defaults stand in.
   * @param where a file, or the editor's settings
   */
  private valid(where: string, codes: string[], written: WrittenSettings): WrittenSettings {
    try {
      adviceSettings(written, workspace.asRelativePath(where), codes);
      this.told.delete(where);
      return written;
    } catch (error) {
      this.tell(where, problemOf(error));
      return {};
    }
  }

  private tell(where: string, problem: Problem): void {
    const text = problemText(problem);
    if (this.told.get(where) === text) return;
    this.told.set(where, text);
    const action = where === EDITOR ? 'Open settings' : `Open ${CONFIG_FILE}`;
    void window.showWarningMessage(text, action).then((chosen) => {
      if (chosen === undefined) return;
      if (where === EDITOR) void commands.executeCommand('workbench.action.openSettings', SECTION);
      else void window.showTextDocument(Uri.file(where));
    });
  }

  private fileOf({ scheme, fsPath }: Uri): Promise<ConfigFile | undefined> {
    return scheme === 'untitled' ? Promise.resolve(undefined) : this.nearestTo(dirname(fsPath));
  }

  private nearestTo(folder: string): Promise<ConfigFile | undefined> {
    const known = this.nearest.get(folder);
    if (known) return known;
    const above = dirname(folder);
    const found = this.readIn(folder).then((file) =>
      file || above === folder ? file : this.nearestTo(above),
    );
    this.nearest.set(folder, found);
    return found;
  }

  private async readIn(folder: string): Promise<ConfigFile | undefined> {
    const file = join(folder, CONFIG_FILE);
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const { parseConfig } = await import('../src/advice/configFile.ts');
    try {
      return { file, written: (parseConfig(workspace.asRelativePath(file), text) ?? {}) as WrittenSettings };
    } catch (error) {
      this.tell(file, problemOf(error));
      return { file, written: {} };
    }
  }
}

async function writeSeverity(file: string, code: string): Promise<void> {
  const { applyEdits, modify } = await import('jsonc-parser');
  await rewriteFile(file, (text) =>
    applyEdits(
      text,
      modify(text, ['severity', code], 'off', { formattingOptions: { insertSpaces: true, tabSize: 2 } }),
    ),
  );
}
