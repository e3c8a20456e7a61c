/** What the runs tree consists of, as plain data: experiments, their variants, their runs. */
import { basename } from 'node:path';
import { type MarkdownString, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { RunEntry } from '../src/protocol/panel.ts';
import { mean } from '../src/statistics/estimate.ts';
import { formatCount, formatLoss, formatPercent } from '../src/words.ts';
import { experimentName } from './experiments.ts';

export interface ExperimentNode {
  kind: 'experiment';
  file: string;
  /** Of the latest version. */
  runs: RunEntry[];
  /** Runs that the last start planned. */
  planned: number;
  earlier: VersionNode[];
  /** Verdict and recommendation in one line. */
  effect?: string;
  /** While it runs: `42 %, about 3 min left`. */
  progress?: string;
  failed?: string;
}

/** Runs of another model, other data or another training: kept, and no longer what the files say. */
export interface VersionNode {
  kind: 'version';
  file: string;
  folder: string;
  modified: number;
  runs: RunEntry[];
}

export interface VariantNode {
  kind: 'variant';
  file: string;
  name: string;
  runs: RunEntry[];
}

export interface RunNode {
  kind: 'run';
  file: string;
  run: RunEntry;
}

export type Node = ExperimentNode | VersionNode | VariantNode | RunNode;

/** The runs that a node stands for. */
export const runsOf = (node: Node): RunEntry[] => (node.kind === 'run' ? [node.run] : node.runs);

export function childrenOf(node: Node): Node[] {
  switch (node.kind) {
    case 'experiment':
      return [...variantsOf(node), ...node.earlier];
    case 'version':
      return variantsOf(node);
    case 'variant':
      return node.runs.map((run): RunNode => ({ kind: 'run', file: node.file, run }));
    case 'run':
      return [];
  }
}

/** In plan order; a run with a name of its own stands beside its variant. */
function variantsOf({ file, runs }: { file: string; runs: RunEntry[] }): VariantNode[] {
  const names = [...new Set(runs.map(({ variantName }) => variantName))];
  return names.map((name) => ({
    kind: 'variant',
    file,
    name,
    runs: runs.filter(({ variantName }) => variantName === name),
  }));
}

export function itemOf(node: Node): TreeItem {
  const item = new TreeItem(labelOf(node), collapsible(node));
  item.description = descriptionOf(node);
  item.tooltip = tooltipOf(node);
  item.iconPath = iconOf(node);
  item.contextValue = contextOf(node);
  item.id = idOf(node);
  if (node.kind === 'run') {
    item.command = { command: 'regularizationLens.compareRuns', title: 'Show the run', arguments: [node] };
  }
  return item;
}

const collapsible = (node: Node): TreeItemCollapsibleState => {
  if (node.kind === 'run' || childrenOf(node).length === 0) return TreeItemCollapsibleState.None;
  return node.kind === 'experiment' ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
};

function idOf(node: Node): string {
  switch (node.kind) {
    case 'experiment':
      // The editor keeps what was closed by this name: an experiment opens when it has its first runs.
      return `${node.file} ${childrenOf(node).length > 0}`;
    case 'version':
      return node.folder;
    case 'variant':
      return `${node.file} ${node.runs[0]?.key} ${node.name}`;
    case 'run':
      return node.run.key;
  }
}

const contextOf = (node: Node): string =>
  node.kind === 'experiment' && node.progress !== undefined ? 'experiment-running' : node.kind;

function labelOf(node: Node): string {
  switch (node.kind) {
    case 'experiment':
      return experimentName(node.file);
    case 'version':
      return `Earlier results, ${new Date(node.modified).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })}`;
    case 'variant':
      return node.name;
    case 'run':
      return `Seed ${node.run.seed}`;
  }
}

const STATES: Record<RunEntry['state'], { word: string; icon: string }> = {
  finished: { word: 'finished', icon: 'pass' },
  diverged: { word: 'diverged', icon: 'error' },
  dropped: { word: 'stopped early by successive halving', icon: 'debug-stop' },
  unfinished: { word: 'not finished', icon: 'circle-large-outline' },
};

function descriptionOf(node: Node): string {
  switch (node.kind) {
    case 'experiment':
      return experimentText(node);
    case 'version':
      return formatCount(node.runs.length, 'run');
    case 'variant':
      return variantText(node.runs);
    case 'run':
      return runText(node.run);
  }
}

function experimentText({ runs, planned, effect, progress, failed }: ExperimentNode): string {
  if (progress !== undefined) return progress;
  if (failed !== undefined) return failed;
  const ended = runs.filter(({ state }) => state !== 'unfinished').length;
  if (runs.length === 0) return 'not measured';
  const missing = ended < planned ? `${ended} of ${planned} runs` : undefined;
  return [missing, effect].filter(Boolean).join(' · ') || formatCount(ended, 'run');
}

/** `validation 0.141, test 0.150, 3 seeds`. */
function variantText(runs: RunEntry[]): string {
  const finished = runs.filter(({ state }) => state === 'finished');
  const lowest = runs.flatMap(({ best }) => best?.validationLoss ?? []);
  const test = finished.flatMap(({ testLoss }) => testLoss ?? []);
  const parts = [
    lowest.length > 0 && `lowest validation loss ${formatLoss(mean(lowest))}`,
    test.length > 0 && `test ${formatLoss(mean(test))}`,
    formatCount(runs.length, 'seed'),
  ];
  const others = runs.filter(({ state }) => state === 'diverged' || state === 'dropped');
  if (others.length > 0) parts.push(`${others.length} ${STATES[others[0]!.state].word}`);
  return parts.filter(Boolean).join(', ');
}

function runText({ state, best, testLoss, testAccuracy, epochs }: RunEntry): string {
  const parts = [
    state === 'finished' ? undefined : `${STATES[state].word} after ${formatCount(epochs, 'epoch')}`,
    best && `lowest validation loss ${formatLoss(best.validationLoss)} at epoch ${best.epoch}`,
    testLoss !== undefined && `test ${formatLoss(testLoss)}`,
    testAccuracy !== undefined && formatPercent(testAccuracy, 1),
  ];
  return parts.filter(Boolean).join(', ');
}

function tooltipOf(node: Node): string | MarkdownString {
  const description = descriptionOf(node);
  switch (node.kind) {
    case 'experiment':
      return `${node.file}\n${description}`;
    case 'version':
      return `${node.folder}\nThe model, its data or its training were different then.`;
    case 'variant':
      return `${node.name}: ${description}`;
    case 'run':
      return `${node.run.variantName}, seed ${node.run.seed} (${basename(node.file)}): ${description}`;
  }
}

function iconOf(node: Node): ThemeIcon {
  switch (node.kind) {
    case 'experiment':
      if (node.progress !== undefined) return new ThemeIcon('sync~spin');
      return new ThemeIcon(node.failed === undefined ? 'beaker' : 'warning');
    case 'version':
      return new ThemeIcon('history');
    case 'variant':
      return new ThemeIcon('symbol-parameter');
    case 'run':
      return new ThemeIcon(STATES[node.run.state].icon);
  }
}
