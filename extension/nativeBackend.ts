/** The native backend as the user sees it: what runs, and how native TensorFlow is installed on request. */
import { join } from 'node:path';
import {
  commands,
  type ExtensionContext,
  type LogOutputChannel,
  ProgressLocation,
  window,
  workspace,
} from 'vscode';
import { UserError } from '../src/errors.ts';
import { type BackendReport, backendName, backendWarning } from '../src/experiment/backend.ts';
import type { BackendRequest } from '../src/protocol/worker.ts';
import { formatBytes, formatCount } from '../src/words.ts';
import { COMMANDS } from './commands.ts';
import { backendChoice, memoryPerWorker, setting, workerCount } from './configuration.ts';
import { installNative, modulesIn, NATIVE_PACKAGE, NATIVE_SOURCE } from './nativeInstall.ts';
import type { Sessions } from './sessions.ts';
import { SETTINGS } from './settings.ts';

export class NativeBackend {
  private readonly context: ExtensionContext;
  private readonly log: LogOutputChannel;

  constructor(context: ExtensionContext, log: LogOutputChannel) {
    this.context = context;
    this.log = log;
  }

  /** What a training would ask its workers for now. */
  request(): BackendRequest {
    return { choice: backendChoice(), nativeFolders: [modulesIn(this.folder)] };
  }

  /** Says which backend would run, why, and with what resources; which ran last. */
  async show(sessions: Sessions): Promise<void> {
    const report = await this.probe(this.request());
    const install = COMMANDS.installNativeBackend.title;
    const settings = COMMANDS.openSettings.title;
    const actions = report.backend === 'node' ? [settings] : [settings, install];
    const text = `Compute backend: ${backendName(report)}`;
    const detail = [...linesOf(report), ...lastRuns(sessions)].join('\n');
    this.log.info(`${text}\n${detail}`);
    const chosen = await window.showInformationMessage(text, { modal: true, detail }, ...actions);
    if (chosen === settings) await commands.executeCommand(COMMANDS.openSettings.id);
    if (chosen === install) await commands.executeCommand(COMMANDS.installNativeBackend.id);
  }

  /** Asks, installs with progress, and verifies that a worker can load it. */
  async install(): Promise<void> {
    if (await this.isInstalled()) {
      void window.showInformationMessage(
        'Native TensorFlow is installed and loads. The setting “Backend” says whether it is used.',
      );
      return;
    }
    const mirror = setting(SETTINGS.nativeBackendMirror);
    if (!(await askToInstall(mirror || NATIVE_SOURCE, this.folder))) return;
    const options = {
      location: ProgressLocation.Notification,
      title: 'Installing the native backend',
      cancellable: true,
    };
    const done = await window.withProgress(options, async (progress, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      return installNative({
        folder: this.folder,
        mirror,
        proxy: workspace.getConfiguration('http').get('proxy') ?? '',
        signal: controller.signal,
        onLine: (line) => {
          this.log.info(`npm: ${line}`);
          progress.report({ message: line.slice(0, 80) });
        },
      });
    });
    if (!done) return;
    await this.probe({ ...this.request(), choice: 'node' });
    void window.showInformationMessage(
      'Native TensorFlow is installed and loads. Set “Backend” to node to train with it.',
    );
  }

  private get folder(): string {
    return join(this.context.globalStorageUri.fsPath, 'native-4.22.0');
  }

  private async isInstalled(): Promise<boolean> {
    return this.probe({ ...this.request(), choice: 'node' }).then(
      () => true,
      (error) => {
        if (error instanceof UserError && error.problem.code === 'BACKEND_UNAVAILABLE') return false;
        throw error;
      },
    );
  }

  private async probe(request: BackendRequest): Promise<BackendReport> {
    const { probeBackend } = await import('../src/experiment/executor.ts');
    return probeBackend(this.context.asAbsolutePath('dist/worker.cjs'), request);
  }
}

async function askToInstall(source: string, folder: string): Promise<boolean> {
  const install = 'Install';
  const detail = [
    `npm downloads ${NATIVE_PACKAGE} and what it needs from your npm registry (about 300 MB on disk). Its installer then downloads TensorFlow's library from ${source} (some hundred megabytes more).`,
    `All of it goes to ${folder} and is removed when that folder is deleted.`,
    'Measuring works without it: the wasm backend is built in, and usually the faster one.',
  ].join('\n\n');
  const chosen = await window.showInformationMessage(
    'Install native TensorFlow?',
    { modal: true, detail },
    install,
  );
  return chosen === install;
}

function linesOf(report: BackendReport): string[] {
  const warning = backendWarning(report);
  return [
    report.reason,
    ...(warning ? [`Warning: ${warning}`] : []),
    `Setting: ${backendChoice()}`,
    `${formatCount(workerCount(), 'worker process', 'worker processes')} at most, ${formatBytes(memoryPerWorker())} each`,
    `Node ${process.versions.node}, ${process.platform} ${process.arch}`,
  ];
}

function lastRuns(sessions: Sessions): string[] {
  return sessions.all().flatMap(({ label, progress, results }) => {
    const ran = progress?.backend || results?.report.execution.backend;
    return ran ? [`“${label}” ${progress ? 'runs' : 'ran'} on ${ran}`] : [];
  });
}
