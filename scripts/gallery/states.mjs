// The states of the panel, made from a recorded report.
function subjectOf(report) {
  const { model, experiment } = report;
  return {
    model: model.name,
    sourceFile: model.file,
    sourceLine: model.line,
    experimentFile: experiment.file,
  };
}

export function resultOf(report, rest = {}) {
  return {
    kind: 'result',
    subject: subjectOf(report),
    report,
    applied: false,
    interactive: true,
    ...rest,
  };
}

export function emptyOf(report) {
  const { model, data, training, variants } = report;
  const { rows } = data;
  const kind = data.classes ? `${data.classes.length} classes` : 'a number';
  return {
    kind: 'empty',
    subject: subjectOf(report),
    model: `${model.architecture}, ${model.parameters.toLocaleString('en-US')} parameters, ${model.regularization}`,
    data: {
      text: `${data.file}, ${data.columns.length} columns, target ${data.target} (${kind})`,
      detail: `${rows.training} train, ${rows.validation} validation, ${rows.test} test`,
    },
    plan: {
      text: `${variants.length} variants × ${training.seeds.length} seeds × ${training.epochs} epochs`,
      detail: variants.map((variant) => variant.name).join(', '),
    },
    estimate: {
      text: 'About 2 min with 2 workers',
      detail:
        '17,226 parameters, 3.3 MFLOP a step and run, 48 GFLOP in all; up to 15 runs together, about 140 MB a worker',
    },
  };
}

export const WARNING =
  '1 group of kernels failed the self-test and slower operations took their place: product (3 of 64 numbers differ).';

/** As if the last seeds were still under way. */
export function runningOf(report, phase) {
  const { epochs, seeds } = report.training;
  const share = phase === 'starting' ? 0 : 0.7;
  const variants = report.variants.map(({ id, name, family, settings, curves, bestValidationLoss }) => ({
    variant: { id, name, family, settings },
    seeds: seeds.map((seed, index) => ({
      seed,
      epochs: Math.round(epochs * Math.min(1, Math.max(0, share * seeds.length - index))),
      stopped: phase !== 'starting' && id === report.variants.at(-1).id && index === 1,
      ...(phase !== 'starting' && id === report.variants[1]?.id && index === 1 && { ended: true }),
    })),
    validationLoss: share ? curves.validationLoss.mean : [],
    lowest: share ? { mean: bestValidationLoss.mean, standardError: bestValidationLoss.standardError } : null,
  }));
  const planned = variants.length * seeds.length;
  return {
    kind: 'running',
    subject: subjectOf(report),
    finishedRuns: Math.floor(planned * share),
    plannedRuns: planned,
    epochs,
    progress: share * 1.1,
    secondsLeft: share ? 70 : null,
    backend: report.execution.backend,
    workers: report.execution.workers,
    phase,
    variants,
  };
}

export function failedOf(report, resumes) {
  const problem = resumes
    ? {
        code: 'WORKER_DIED',
        title: 'The training process was killed',
        explanation: 'It ended with signal SIGKILL after 12 of 30 runs, at epoch 37 of 100.',
        remedy: 'Resume: it continues after the last finished epoch.',
        technical: ['signal SIGKILL', 'pid 4711'],
      }
    : {
        code: 'DATA_TARGET_MISSING',
        title: `${report.data.file} has no column “label”`,
        explanation: `The plan ${report.experiment.file} names “label” as the target. The file has 65 columns; “${report.data.target}”, the last one, looks like a target: whole numbers, 10 distinct values.`,
        suggestions: [
          {
            label: `Use “${report.data.target}” and run`,
            path: ['data', 'target'],
            value: report.data.target,
          },
        ],
        technical: [
          `target "label"  ${report.experiment.file}:5:13`,
          'reader: csv, 1,797 rows, utf-8, comma',
        ],
        location: { file: report.experiment.file, line: 5, column: 13 },
      };
  return {
    kind: 'failed',
    subject: subjectOf(report),
    problem,
    kept: resumes ? '12 of 30 runs are finished and kept.' : 'Nothing was trained.',
    hasReport: !resumes,
    canResume: resumes,
    runsLeft: resumes ? 18 : undefined,
  };
}

/** Some runs became NaN, one variant never finished, and it was cancelled. */
export function cancelledOf(report) {
  const estimate = { mean: null, standardError: null, seeds: 0 };
  const names = ['trainLoss', 'trainLossDropoutOn', 'penalty', 'validationLoss', 'testLoss', 'gap'];
  const stopped = report.training.seeds.map((seed) => ({
    seed,
    reason: 'training loss became NaN in epoch 3.',
  }));
  const none = {
    ...Object.fromEntries(names.map((name) => [name, estimate])),
    stopped,
    seeds: [],
    layers: [],
    pruning: [],
    inputMaxima: [],
    inputNorms: [],
    rise: undefined,
    difference: undefined,
    testAccuracy: report.data.classes && estimate,
  };
  const variants = report.variants.map((variant, index) =>
    index === report.variants.length - 2 ? { ...variant, ...none } : variant,
  );
  const { plannedRuns } = report.execution;
  return {
    ...report,
    variants,
    execution: { ...report.execution, finishedRuns: Math.floor(plannedRuns * 0.8) },
    recommendation: {
      variant: null,
      text: 'No variant beats none: every interval includes 0.',
      reason: 'Keep the model as it is: regularization changes nothing that this experiment could see.',
      support: '95\u202f% intervals over 3 seeds, corrected for 9 comparisons.',
    },
  };
}
