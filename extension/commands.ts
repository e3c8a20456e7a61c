/** Every command of the extension, as the manifest names it. A test compares the two. */

export interface CommandEntry {
  id: string;
  title: string;
}

/** The category that the palette shows before each title. */
export const COMMAND_CATEGORY = 'Regularization';

export const COMMANDS = {
  measure: { id: 'regularizationLens.measure', title: 'Measure regularization' },
  openResults: { id: 'regularizationLens.openResults', title: 'Open results' },
  cancel: { id: 'regularizationLens.cancel', title: 'Cancel measuring' },
  pause: { id: 'regularizationLens.pause', title: 'Pause measuring' },
  resume: { id: 'regularizationLens.resume', title: 'Resume measuring' },
  apply: { id: 'regularizationLens.apply', title: 'Apply recommendation' },
  preview: { id: 'regularizationLens.preview', title: 'Preview recommendation' },
  exportReport: { id: 'regularizationLens.exportReport', title: 'Export report (HTML)…' },
  newExperiment: { id: 'regularizationLens.newExperiment', title: 'New experiment…' },
  runExperiment: { id: 'regularizationLens.runExperiment', title: 'Run experiment' },
  chooseTarget: { id: 'regularizationLens.chooseTarget', title: 'Choose target column…' },
  describe: { id: 'regularizationLens.describe', title: 'Describe model' },
  auditParameters: { id: 'regularizationLens.auditParameters', title: 'Audit parameters' },
  fixAll: { id: 'regularizationLens.fixAll', title: 'Fix all in this file' },
  showRule: { id: 'regularizationLens.showRule', title: 'Show rule…' },
  compareRuns: { id: 'regularizationLens.compareRuns', title: 'Compare' },
  rerun: { id: 'regularizationLens.rerun', title: 'Run again…' },
  renameRun: { id: 'regularizationLens.renameRun', title: 'Rename…' },
  deleteRuns: { id: 'regularizationLens.deleteRuns', title: 'Move to trash…' },
  revealModel: { id: 'regularizationLens.revealModel', title: 'Reveal the model' },
  openExperimentFile: { id: 'regularizationLens.openExperimentFile', title: 'Open the experiment file' },
  refreshRuns: { id: 'regularizationLens.refreshRuns', title: 'Refresh' },
  openFile: { id: 'regularizationLens.openFile', title: 'Open with Regularization Lens' },
  compareFiles: { id: 'regularizationLens.compareFiles', title: 'Compare with Regularization Lens' },
  forgetFile: { id: 'regularizationLens.forgetFile', title: 'Remove from the list' },
  openExample: { id: 'regularizationLens.openExample', title: 'Open example' },
  showBackend: { id: 'regularizationLens.showBackend', title: 'Show compute backend' },
  installNativeBackend: {
    id: 'regularizationLens.installNativeBackend',
    title: 'Install native backend…',
  },
  openSettings: { id: 'regularizationLens.openSettings', title: 'Open settings' },
  showLog: { id: 'regularizationLens.showLog', title: 'Show log' },
} as const satisfies Record<string, CommandEntry>;

export type CommandName = keyof typeof COMMANDS;
