/** The pages about the rules, which the extension holds as Markdown. */
import { commands, Uri, window } from 'vscode';
import type { RuleSummary } from '../src/advice/adviser.ts';

const PREVIEW = 'markdown.showPreview';

export const rulePage = (extension: Uri, code: string): Uri =>
  Uri.joinPath(extension, 'docs', 'rules', `${code}.md`);

/** Asks for a rule; undefined when the list is closed. */
export async function pickRule(rules: RuleSummary[]): Promise<string | undefined> {
  const items = rules.map(({ code, title, slug, severity }) => ({
    label: code,
    description: title,
    detail: `${slug}, ${severity}`,
  }));
  const chosen = await window.showQuickPick(items, {
    placeHolder: 'Rule to be explained',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return chosen?.label;
}

/** Shows a page as it is read, or its text where nothing shows Markdown. */
export async function showRulePage(page: Uri): Promise<void> {
  const known = await commands.getCommands(true);
  if (known.includes(PREVIEW)) await commands.executeCommand(PREVIEW, page);
  else await window.showTextDocument(page);
}
