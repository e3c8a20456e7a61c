/** What each command does. */
import { commands, type ExtensionContext, type LogOutputChannel, window } from 'vscode';
import type { DataReader } from '../src/dataset/thread.ts';
import { problemOf } from '../src/errors.ts';
import { type Handlers, logProblem, showProblem } from './actions.ts';
import type { AdviceCommands } from './adviceCommands.ts';
import { applyRecommendation, type ChangePreview } from './applyChange.ts';
import type { AuditView } from './auditView.ts';
import { COMMANDS } from './commands.ts';
import type { Contexts } from './contexts.ts';
import { rewriteFile } from './documents.ts';
import { openExample } from './example.ts';
import type { ExperimentIndex } from './experiments.ts';
import type { Exports } from './exports.ts';
import type { FileCommands } from './files/fileCommands.ts';
import type { FormView } from './formView.ts';
import type { Measuring } from './measuring.ts';
import type { NativeBackend } from './nativeBackend.ts';
import { createExperiment, pickTarget } from './newExperiment.ts';
import type { Panels } from './panels.ts';
import type { ResultStore } from './resultStore.ts';
import type { RunCommands } from './runCommands.ts';
import type { RunsTree } from './runsTree.ts';
import { type ExperimentSession, resultsOf } from './session.ts';
import type { Sessions } from './sessions.ts';
import { type FoundModel, pickExperiment, type Targets, targetOf, type WantedExperiment } from './targets.ts';
import { isMeasurable, whyUntrainable } from './trainable.ts';
import { askForTrust } from './trust.ts';

export interface Parts {
  data: DataReader;
  context: ExtensionContext;
  contexts: Contexts;
  log: LogOutputChannel;
  index: ExperimentIndex;
  store: ResultStore;
  sessions: Sessions;
  panels: Panels;
  targets: Targets;
  measuring: Measuring;
  nativeBackend: NativeBackend;
  preview: ChangePreview;
  advice: AdviceCommands;
  audits: AuditView;
  exports: Exports;
  files: FileCommands;
  form: FormView;
  runs: RunCommands;
  tree: RunsTree;
}

export function createHandlers(parts: Parts): Handlers {
  const { context, contexts, log, sessions, panels, targets, measuring, nativeBackend, preview } = parts;
  const session = async (argument: unknown, wanted: WantedExperiment) => {
    const file = await targets.experiment(preview.experimentOf(argument) ?? argument, wanted);
    return file === undefined ? undefined : sessions.get(file);
  };
  const measured = async (argument: unknown) => {
    if (!(await askForTrust())) return undefined;
    return session(argument, {
      none: 'Nothing has been measured yet',
      noneOf: notMeasured,
      fits: (file) => hasResults(parts, file),
    });
  };

  return {
    measure: (argument) => measureModel(parts, argument),
    newExperiment: (argument) => openForm(parts, argument),
    async runExperiment(argument) {
      const chosen = await session(argument, { none: 'There is no experiment to run', noneOf: noExperiment });
      if (chosen) await measuring.start(chosen);
    },
    async resume(argument) {
      const chosen = await session(argument, {
        none: 'No experiment stopped half-way',
        noneOf: (name) => `“${name}” has no measurement that stopped half-way`,
        fits: (file) => isUnfinished(parts, file),
      });
      if (chosen) await measuring.resume(chosen);
    },
    async cancel(argument) {
      const running = (file: string) => sessions.find(file)?.progress !== undefined;
      (await session(argument, { none: 'Nothing is being measured', fits: running }))?.cancel();
    },
    async pause(argument) {
      const trains = (file: string) => {
        const running = sessions.find(file);
        return running?.progress !== undefined && !running.isHeld;
      };
      (await session(argument, { none: 'Nothing is being measured', fits: trains }))?.hold(true);
    },
    async openResults(argument) {
      const chosen = await session(argument, { none: 'There are no results to open', noneOf: notMeasured });
      if (!chosen) return;
      panels.show(chosen);
      await chosen.open();
    },
    async apply(argument) {
      const chosen = await measured(argument);
      if (!chosen) return;
      const apply = async () => {
        const { results, modelFile } = await resultsOf(chosen);
        if (await applyRecommendation(results, modelFile, chosen.staleReason)) contexts.applied();
      };
      await offeringToMeasureAgain(parts, chosen, apply);
    },
    async preview(argument) {
      const chosen = await measured(argument);
      if (!chosen) return;
      const show = async () => {
        const { results, modelFile } = await resultsOf(chosen);
        await preview.show(chosen.file, results, modelFile);
      };
      await offeringToMeasureAgain(parts, chosen, show);
    },
    async exportReport(argument) {
      const chosen = await measured(argument);
      if (!chosen) return;
      await parts.exports.report(chosen, 'html');
    },
    async chooseTarget(argument) {
      const chosen = await session(argument, { none: 'There is no experiment yet', noneOf: noExperiment });
      if (chosen && (await askForTrust())) await chooseTarget(parts, chosen);
    },
    describe: (argument) => describeModel(parts, argument),
    auditParameters: (argument) => parts.audits.open(argument),
    openFile: (file, all) => parts.files.open(file, all),
    compareFiles: (file, all) => parts.files.compare(file, all),
    forgetFile: (file, all) => parts.files.forget(file, all),
    compareRuns: (node, nodes) => parts.runs.compare(node, nodes),
    rerun: (node, nodes) => parts.runs.rerun(node, nodes),
    renameRun: (node) => parts.runs.rename(node),
    deleteRuns: (node, nodes) => parts.runs.delete(node, nodes),
    revealModel: (node) => parts.runs.reveal(node),
    openExperimentFile: (node) => parts.runs.openFile(node),
    refreshRuns: () => parts.tree.refresh(),
    fixAll: () => parts.advice.fixAll(),
    showRule: (code) => parts.advice.showRule(code),
    openExample: (example) => openExample(context, example),
    showBackend: () => nativeBackend.show(sessions),
    installNativeBackend: () => nativeBackend.install(),
    openSettings: () =>
      commands.executeCommand('workbench.action.openSettings', `@ext:${context.extension.id}`),
    showLog: () => log.show(),
  };
}

const notMeasured = (name: string) => `“${name}” has not been measured yet`;
const noExperiment = (name: string) => `“${name}” has no experiment yet`;

/** What stops because the model was changed since can go on after another measurement. */
async function offeringToMeasureAgain(
  { log, measuring }: Parts,
  session: ExperimentSession,
  action: () => Promise<void>,
): Promise<void> {
  try {
    await action();
  } catch (error) {
    const problem = problemOf(error);
    if (problem.code !== 'MODEL_CHANGED') throw error;
    logProblem(log, session.file, problem);
    const again = 'Measure again';
    if ((await showProblem(problem, log, again)) === again) await measuring.start(session);
  }
}

/** Measures with the experiment about the model; asks where there are several, makes one where there is none. */
async function measureModel(parts: Parts, argument: unknown): Promise<void> {
  const model = await parts.targets.model(argument);
  if (!model) return;
  const experiments = await parts.targets.experimentsOf(model);
  if (experiments.length === 0) return startNewExperiment(parts, model);
  const file = experiments.length === 1 ? experiments[0] : await pickExperiment(experiments);
  if (file) await parts.measuring.start(parts.sessions.get(file));
}

async function startNewExperiment(parts: Parts, argument: unknown): Promise<void> {
  const model = isFoundModel(argument) ? argument : await parts.targets.model(argument);
  if (!model || !(await askForTrust())) return;
  const file = await createExperiment(model, parts.data);
  if (!file) return;
  await parts.index.add(file);
  await parts.measuring.start(parts.sessions.get(file));
}

/** The form, with the model at hand chosen. */
async function openForm({ targets, form }: Parts, argument: unknown): Promise<void> {
  if (!(await askForTrust())) return;
  const model = await targets.model(argument).catch(() => undefined);
  await form.open(model && isMeasurable(model.definition) ? model : undefined);
}

function isFoundModel(value: unknown): value is FoundModel {
  return typeof value === 'object' && value !== null && 'document' in value && 'definition' in value;
}

async function describeModel(parts: Parts, argument: unknown): Promise<void> {
  const model = await parts.targets.model(argument);
  if (!model) return;
  const { architectureOf, lensTitle } = await import('../src/definition/describe.ts');
  const { definition } = model;
  const [experiment] = await parts.targets.experimentsOf(model);
  const known = experiment !== undefined && hasResults(parts, experiment);
  const action = known ? COMMANDS.openResults : COMMANDS.measure;
  const reason = known ? undefined : whyUntrainable(definition, model.document.uri.fsPath);
  const why = reason ? ` It cannot be measured: ${reason.title}. ${reason.explanation} ${reason.remedy}` : '';
  const text = `“${definition.name}”: ${architectureOf(definition)}, ${lensTitle(definition, model.around)}.${why}`;
  const actions = reason ? [] : [action.title];
  if ((await window.showInformationMessage(text, ...actions)) !== action.title) return;
  await commands.executeCommand(action.id, known ? experiment : targetOf(model));
}

/** Sets the target in the experiment file; an experiment that failed is measured again. */
async function chooseTarget({ measuring, data: reader }: Parts, session: ExperimentSession): Promise<void> {
  const { readExperiment, setExperimentValue } = await import('../src/experiment/file.ts');
  const { data } = await readExperiment(session.file);
  const target = await pickTarget(data.file, 'What the model predicts', reader);
  if (target === undefined) return;
  const failed = session.problem !== undefined;
  await rewriteFile(session.file, (text) => setExperimentValue(text, ['data', 'target'], target));
  if (failed) await measuring.start(session);
  else await session.reload();
}

function hasResults({ store, sessions }: Parts, file: string): boolean {
  return store.summaries()[file] !== undefined || sessions.find(file)?.results !== undefined;
}

function isUnfinished({ store, sessions }: Parts, file: string): boolean {
  const session = sessions.find(file);
  if (session?.progress) return session.isHeld;
  const summary = store.summaries()[file];
  const partial = summary !== undefined && summary.finishedRuns < summary.plannedRuns;
  return (
    partial || (session !== undefined && (session.canResume || session.interruptedStudies !== undefined))
  );
}
