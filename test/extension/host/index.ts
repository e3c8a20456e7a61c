/** Runs inside the extension host, where it asks the editor's API and prints what it hears. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Facts, PREFIX } from './facts.ts';

const OURS = 'regularizationLens';

export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders![0]!.uri.fsPath;
  const before = process.memoryUsage.rss() / 1e6;
  const extension = vscode.extensions.all.find(
    ({ packageJSON }) => packageJSON.name === 'regularization-lens',
  )!;
  await extension.activate();
  const bundle = join(extension.extensionPath, extension.packageJSON.main);
  delete require.cache[bundle];
  const begin = performance.now();
  require(bundle);
  const loading = performance.now() - begin;
  const model = await open(join(folder, 'digits', 'model.py'));
  const lenses = await lensesOf(model);
  const experiment = await open(join(folder, 'digits', 'wrong-target.reglens.json'));
  const diagnostics = await eventually(
    () => vscode.languages.getDiagnostics(experiment),
    (found) => found.length > 0,
  );
  const facts: Omit<Facts, 'activation'> = {
    loading,
    commands: (await vscode.commands.getCommands(true)).filter((id) => id.startsWith(`${OURS}.`)),
    settings: settings(extension.packageJSON),
    lenses: lenses.map(({ range, command }) => ({
      line: range.start.line + 1,
      title: command?.title ?? '',
      command: command?.command ?? '',
    })),
    lensesWhenDisabled: await lensesWhenDisabled(model),
    diagnostics: diagnostics.map(({ range, message, code }) => ({
      line: range.start.line + 1,
      message,
      code: String(code),
    })),
    quickFixes: await quickFixes(experiment, diagnostics[0]),
    memory: { before, after: process.memoryUsage.rss() / 1e6 },
  };
  console.log(PREFIX + JSON.stringify(facts));
}

async function open(file: string): Promise<vscode.Uri> {
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document);
  return document.uri;
}

function settings(manifest: { contributes: { configuration: { properties: object } } }): Facts['settings'] {
  const keys = Object.keys(manifest.contributes.configuration.properties);
  return Object.fromEntries(keys.map((key) => [key, vscode.workspace.getConfiguration().get(key)]));
}

async function lensesOf(document: vscode.Uri): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand('vscode.executeCodeLensProvider', document, 100);
}

async function lensesWhenDisabled(document: vscode.Uri): Promise<number> {
  const configuration = vscode.workspace.getConfiguration(OURS);
  await configuration.update('codeLens.enabled', false, vscode.ConfigurationTarget.Global);
  const lenses = await lensesOf(document);
  await configuration.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global);
  return lenses.length;
}

async function quickFixes(
  document: vscode.Uri,
  diagnostic: vscode.Diagnostic | undefined,
): Promise<string[]> {
  if (!diagnostic) return [];
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document,
    diagnostic.range,
  );
  return actions.map(({ title }) => title);
}

async function eventually<T>(read: () => T, isGood: (value: T) => boolean): Promise<T> {
  for (const end = Date.now() + 15_000; Date.now() < end; ) {
    const value = read();
    if (isGood(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return read();
}
