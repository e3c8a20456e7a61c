/** What waits until the workspace is trusted: reading data, starting processes, writing files. */
import { commands, window, workspace } from 'vscode';

/** True in a trusted workspace; otherwise says what waits, and offers to manage trust. */
export async function askForTrust(): Promise<boolean> {
  if (workspace.isTrusted) return true;
  const manage = 'Manage Workspace Trust';
  const text =
    'Measuring waits until you trust this workspace: it reads the data file that the experiment names, starts processes and writes results.';
  if ((await window.showWarningMessage(text, manage)) === manage) {
    await commands.executeCommand('workbench.trust.manage');
  }
  return workspace.isTrusted;
}
