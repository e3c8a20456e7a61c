/** What the commands and actions of advice do. */
import { basename } from 'node:path';
import { type TextDocument, Uri, window, workspace } from 'vscode';
import type { AdviceThread } from '../src/advice/thread.ts';
import { UserError } from '../src/errors.ts';
import { formatCount } from '../src/words.ts';
import type { AdviceService } from './advice.ts';
import type { AdviceConfiguration } from './adviceSettings.ts';
import { editOfAll } from './codeActions.ts';
import { notebookOf, pythonCells } from './notebooks.ts';
import { pickRule, rulePage, showRulePage } from './rulePages.ts';

interface CommandParts {
  service: AdviceService;
  thread: AdviceThread;
  configuration: AdviceConfiguration;
  /** The extension's folder. */
  extension: Uri;
}

export class AdviceCommands {
  private readonly parts: CommandParts;

  constructor(parts: CommandParts) {
    this.parts = parts;
  }

  /** Makes all safe fixes in the active editor's file, of a notebook in all its cells, as one step. */
  async fixAll(): Promise<void> {
    const { service, thread } = this.parts;
    const document = activeDocument();
    if (!document) throw nothingOpen();
    const name = basename((notebookOf(document) ?? document).uri.fsPath);
    const advice = await service.of(document);
    const changes = advice ? await thread.fixAll(advice.source, advice.terms, {}) : [];
    const places = changes.reduce((sum, { edits }) => sum + edits.length, 0);
    if (!advice || places === 0) {
      void window.showInformationMessage(`${name} has nothing that can be fixed without being looked at.`);
      return;
    }
    const isTaken =
      service.isCurrent(document, advice) && (await workspace.applyEdit(editOfAll(document, changes)));
    if (!isTaken) throw refused(name);
    void window.showInformationMessage(
      `${formatCount(places, 'place')} changed in ${name}. Undo takes it back.`,
    );
  }

  /** Shows the page of a rule, or asks for one. */
  async showRule(code: unknown): Promise<void> {
    const rules = await this.parts.thread.rules();
    const known = rules.find((rule) => rule.code === code)?.code;
    const chosen = known ?? (await pickRule(rules));
    if (chosen !== undefined) await showRulePage(rulePage(this.parts.extension, chosen));
  }

  /** @param uri of the document that the rule spoke in */
  async turnOff(uri: unknown, code: unknown): Promise<void> {
    if (uri instanceof Uri && typeof code === 'string') await this.parts.configuration.turnOff(uri, code);
  }
}

/** Of a notebook whose cells are not being edited, a cell. */
function activeDocument(): TextDocument | undefined {
  const notebook = window.activeNotebookEditor?.notebook;
  return window.activeTextEditor?.document ?? (notebook && pythonCells(notebook)[0]?.document);
}

const nothingOpen = (): UserError =>
  new UserError({
    code: 'NO_MODEL',
    title: 'No file is open in the active editor',
    explanation: 'Fixes are made in the file that the active editor shows.',
    remedy: 'Click into the editor of the file, then run the command again.',
  });

const refused = (name: string): UserError =>
  new UserError({
    code: 'EDIT_REFUSED',
    title: 'The editor did not take the fixes',
    explanation: `${name} may be read-only, or it was changed at the same moment.`,
    remedy: 'Check that the file can be written, then try again.',
  });
