/** Quick fixes of problems, fixes of a whole file, and refactorings at the cursor. */
import {
  type CancellationToken,
  CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CodeActionProvider,
  type CodeActionProviderMetadata,
  CodeActionTriggerKind,
  type Range,
  type TextDocument,
  WorkspaceEdit,
} from 'vscode';
import type { TextEdit } from '../src/advice/edits.ts';
import type { TextEdits } from '../src/advice/fixAll.ts';
import type { Fix } from '../src/advice/rule.ts';
import type { AdviceThread } from '../src/advice/thread.ts';
import type { Advice, AdviceService } from './advice.ts';
import { rangeIn, type ShownFinding } from './adviceProblems.ts';
import { COMMANDS } from './commands.ts';
import { notebookOf } from './notebooks.ts';

/** Makes all safe fixes, also when a file is saved: `"editor.codeActionsOnSave": { "source.fixAll.regularizationLens": "explicit" }`. */
const FIX_ALL = CodeActionKind.SourceFixAll.append('regularizationLens');

/** Switches a rule off; an action of problems only, so it is not in the palette. */
export const TURN_OFF = 'regularizationLens.turnRuleOff';

/** Moving the cursor asks for refactorings at every stop: they wait until it rests. */
const MILLISECONDS_OF_REST = 150;

/** A code action whose edit is worked out once it is chosen. */
class LateAction extends CodeAction {
  readonly work: () => Promise<WorkspaceEdit | undefined>;

  constructor(title: string, kind: CodeActionKind, work: () => Promise<WorkspaceEdit | undefined>) {
    super(title, kind);
    this.work = work;
  }
}

export class AdviceActions implements CodeActionProvider {
  static readonly metadata: CodeActionProviderMetadata = {
    providedCodeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, FIX_ALL],
  };

  private readonly service: AdviceService;
  private readonly thread: AdviceThread;

  constructor(service: AdviceService, thread: AdviceThread) {
    this.service = service;
    this.thread = thread;
  }

  async provideCodeActions(
    document: TextDocument,
    range: Range,
    { only, triggerKind }: CodeActionContext,
    token: CancellationToken,
  ): Promise<CodeAction[]> {
    const advice = await this.service.of(document);
    if (!advice) return [];
    const isOutdated = () => token.isCancellationRequested || !this.service.isCurrent(document, advice);
    if (isOutdated()) return [];
    const asksFor = (kind: CodeActionKind) => !only || only.contains(kind) || kind.contains(only);
    const actions: CodeAction[] = [];
    if (only?.contains(FIX_ALL)) actions.push(...(await this.allSafeFixes(document, advice)));
    if (asksFor(CodeActionKind.QuickFix)) actions.push(...(await this.quickFixes(document, range, advice)));
    if (asksFor(CodeActionKind.RefactorRewrite)) {
      if (triggerKind === CodeActionTriggerKind.Automatic) await rest();
      if (!isOutdated()) actions.push(...(await this.refactorings(document, range, advice)));
    }
    return isOutdated() ? [] : actions;
  }

  async resolveCodeAction(action: CodeAction): Promise<CodeAction> {
    if (action instanceof LateAction) action.edit = await action.work();
    return action;
  }

  private async quickFixes(document: TextDocument, range: Range, advice: Advice): Promise<CodeAction[]> {
    const all = this.service.findingsOf(document, advice);
    const here = all.filter(({ diagnostic }) => diagnostic.range.intersection(range));
    const numbers = here.map(({ number }) => number);
    const fixes = numbers.length > 0 ? await this.thread.fixes(advice.source, advice.terms, numbers) : [];
    const fixable = unique(here.filter((_, index) => fixes[index]!.length > 0));
    const isRepeated = ({ code }: ShownFinding) =>
      advice.told.filter((other) => other.code === code).length > 1;
    return [
      ...here.flatMap((finding, index) => fixActions(document, finding, fixes[index]!)),
      ...fixable.filter(isRepeated).map((finding) => this.fixAllOf(document, advice, finding)),
      ...here.map((finding) => this.ignore(document, advice, finding)),
      ...unique(here).flatMap((finding) => [turnOff(document, finding), showPage(finding)]),
    ];
  }

  private fixAllOf(document: TextDocument, { source, terms }: Advice, finding: ShownFinding): CodeAction {
    const { code } = finding;
    const place = notebookOf(document) ? 'notebook' : 'file';
    const action = new LateAction(`Fix all ${code} in this ${place}`, CodeActionKind.QuickFix, async () =>
      editOfAll(document, await this.thread.fixAll(source, terms, { code })),
    );
    return about(action, finding);
  }

  private ignore(document: TextDocument, { source, terms }: Advice, finding: ShownFinding): CodeAction {
    const { code, number } = finding;
    const action = new LateAction(`Ignore ${code} on this line`, CodeActionKind.QuickFix, async () => {
      const edit = await this.thread.ignoring(source, terms, number);
      return edit && editOf(document, [edit]);
    });
    return about(action, finding);
  }

  private async allSafeFixes(document: TextDocument, { source, terms, cell }: Advice): Promise<CodeAction[]> {
    const [changes] = await this.thread.fixAll(source, terms, { cell });
    if (!changes) return [];
    const action = new CodeAction('Make all safe fixes of Regularization Lens', FIX_ALL);
    action.edit = editOf(document, changes.edits);
    return [action];
  }

  private async refactorings(
    document: TextDocument,
    range: Range,
    { source, cell }: Advice,
  ): Promise<CodeAction[]> {
    const place = { from: document.offsetAt(range.start), to: document.offsetAt(range.end), cell };
    const offered = await this.thread.refactorings(source, place);
    return offered.map(({ title, edits }) => {
      const action = new CodeAction(title, CodeActionKind.RefactorRewrite);
      action.edit = editOf(document, edits);
      return action;
    });
  }
}

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, MILLISECONDS_OF_REST));

/** Actions that are about a problem stay in their order. */
function about(action: CodeAction, { diagnostic }: ShownFinding): CodeAction {
  action.diagnostics = [diagnostic];
  return action;
}

function fixActions(document: TextDocument, finding: ShownFinding, fixes: Fix[]): CodeAction[] {
  const preferred = fixes.find(({ safe }) => safe);
  return fixes.map((fix) => {
    const action = new CodeAction(fix.title, CodeActionKind.QuickFix);
    action.edit = editOf(document, fix.edits);
    action.isPreferred = fix === preferred;
    return about(action, finding);
  });
}

function turnOff({ uri }: TextDocument, finding: ShownFinding): CodeAction {
  const { code } = finding;
  const action = new CodeAction(`Turn ${code} off`, CodeActionKind.QuickFix);
  action.command = { title: action.title, command: TURN_OFF, arguments: [uri, code] };
  return about(action, finding);
}

function showPage(finding: ShownFinding): CodeAction {
  const { code } = finding;
  const action = new CodeAction(`Show the page of ${code}`, CodeActionKind.QuickFix);
  action.command = { title: action.title, command: COMMANDS.showRule.id, arguments: [code] };
  return about(action, finding);
}

/** The first finding of each rule. */
const unique = (findings: ShownFinding[]): ShownFinding[] => [
  ...new Map(findings.toReversed().map((finding) => [finding.code, finding])).values(),
];

function editOf(document: TextDocument, edits: TextEdit[], into = new WorkspaceEdit()): WorkspaceEdit {
  for (const edit of edits) into.replace(document.uri, rangeIn(document, edit), edit.text);
  return into;
}

/** @param document of a notebook, any of its cells */
export function editOfAll(document: TextDocument, changes: TextEdits[]): WorkspaceEdit {
  const cells = notebookOf(document)?.getCells();
  const edit = new WorkspaceEdit();
  for (const { cell, edits } of changes) {
    const changed = cell === undefined ? document : cells?.[cell]?.document;
    if (changed) editOf(changed, edits, edit);
  }
  return edit;
}
