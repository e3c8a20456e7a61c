/** The columns of the table of runs. */
import { html } from 'lit';
import type { LogReport, LogRunReport } from '../../../src/report/logs/logReport.ts';
import { formatLoss } from '../../../src/words.ts';
import { marker } from '../../elements/marker.ts';
import { count } from '../../words/numbers.ts';
import { breakable } from '../breakable.ts';
import type { Column } from '../table/columns.ts';
import { badness, curveOf, finitePoints, lowest, runLook, VERDICT_NAMES } from './runs.ts';

type RunColumn = Column<LogRunReport>;

const lossText = (value: number | undefined) => (value === undefined ? '–' : formatLoss(value));

const lastOf = (run: LogRunReport, role: 'trainingLoss' | 'validationLoss') =>
  finitePoints(curveOf(run, run.roles[role])).at(-1)?.value;

export function runColumns({ runs }: LogReport): RunColumn[] {
  return [
    {
      name: 'name',
      title: 'Run',
      key: ({ name }) => name,
      text: ({ name }) => name,
      cell: (run) =>
        html`<span class="vn">${marker(runLook(runs.indexOf(run)))}<span>${breakable(run.name)}</span></span>`,
    },
    {
      name: 'verdict',
      title: 'Verdict',
      explanation: 'Sorted from what needs attention most',
      key: badness,
      text: ({ verdict }) => VERDICT_NAMES[verdict.kind],
    },
    {
      name: 'lowest',
      title: 'Lowest validation loss',
      numeric: true,
      key: (run) => lowest(run)?.value ?? null,
      text: (run) => lossText(lowest(run)?.value),
    },
    {
      name: 'best',
      title: 'At',
      explanation: 'Epoch or step of the lowest validation loss',
      numeric: true,
      hide: 'hide-xs',
      key: ({ verdict }) => verdict.bestEpoch,
      text: ({ verdict }) => (verdict.bestEpoch === null ? '–' : count(verdict.bestEpoch)),
    },
    {
      name: 'validation',
      title: 'At the end',
      explanation: 'Validation loss at the end',
      numeric: true,
      hide: 'hide-s',
      key: (run) => lastOf(run, 'validationLoss') ?? null,
      text: (run) => lossText(lastOf(run, 'validationLoss')),
    },
    {
      name: 'training',
      title: 'Training loss',
      explanation: 'Training loss at the end',
      numeric: true,
      hide: 'hide-s',
      key: (run) => lastOf(run, 'trainingLoss') ?? null,
      text: (run) => lossText(lastOf(run, 'trainingLoss')),
    },
    {
      name: 'epochs',
      title: 'Length',
      explanation: 'Validated epochs, or steps',
      numeric: true,
      hide: 'hide-xs',
      key: ({ epochs }) => epochs,
      text: ({ epochs }) => count(epochs),
    },
  ];
}
