/** What a panel asks, answered. */
import type { Disposable } from 'vscode';
import { problemOf, UserError } from '../src/errors.ts';
import type { PreparedExperiment } from '../src/experiment/session.ts';
import type { LabAsk } from '../src/protocol/lab.ts';
import type { Answer, Ask, HostToPanel, PanelToHost, RunEntry } from '../src/protocol/panel.ts';
import type { ExperimentIndex } from './experiments.ts';
import type { Labs } from './labs.ts';
import type { ExperimentSession } from './session.ts';

export type Reply = (message: HostToPanel) => void;
type Question = Extract<PanelToHost, { type: 'ask' }>;

export class Asks implements Disposable {
  private readonly labs: Labs;
  private readonly index: ExperimentIndex;
  /** Questions under way, by experiment and number. */
  private readonly open = new Map<string, AbortController>();

  constructor(labs: Labs, index: ExperimentIndex) {
    this.labs = labs;
    this.index = index;
  }

  async answer(session: ExperimentSession, { id, ask }: Question, reply: Reply): Promise<void> {
    const key = `${session.file}#${id}`;
    const controller = new AbortController();
    this.open.set(key, controller);
    try {
      reply({ type: 'answer', id, answer: await this.find(session, ask, controller.signal) });
    } catch (error) {
      if (!controller.signal.aborted) reply({ type: 'refused', id, problem: problemOf(error) });
    } finally {
      this.open.delete(key);
    }
  }

  forget(session: ExperimentSession, id: number): void {
    this.open.get(`${session.file}#${id}`)?.abort();
  }

  dispose(): void {
    for (const controller of this.open.values()) controller.abort();
  }

  private async find(session: ExperimentSession, ask: Ask, signal: AbortSignal): Promise<Answer> {
    switch (ask.kind) {
      case 'runs':
        return { kind: 'runs', runs: await this.runs(session.file) };
      case 'curves':
        return curvesOf(ask.keys);
      case 'tensor':
        return tensorOf(await session.preparation(), ask);
      case 'lab': {
        const prepared = await session.preparation();
        const question = withStoredId(prepared, ask.ask);
        return { kind: 'lab', answer: await this.labs.ask(session.file, prepared, question, signal) };
      }
      default:
        return ask satisfies never;
    }
  }

  /** Those of the experiment itself first. */
  private async runs(file: string): Promise<RunEntry[]> {
    const { storedRuns } = await import('../src/experiment/stored/runs.ts');
    const others = (await this.index.all())
      .map((reference) => reference.file)
      .filter((each) => each !== file);
    const found: RunEntry[] = [];
    for (const each of [file, ...others.sort()]) found.push(...(await storedRuns(each, 'latest')));
    return found;
  }
}

/** A run by its variant and seed, which reports have: those of the model as written have more in their id. */
export function storedId({ runs }: PreparedExperiment, run: string): string {
  const named = runs.find(({ id, variant, seed }) => id === run || `${variant}-seed${seed}` === run);
  return named?.id ?? run;
}

/** A question with the run's stored id. */
const withStoredId = (prepared: PreparedExperiment, ask: LabAsk): LabAsk =>
  ask.kind === 'plane' ? { ...ask, run: storedId(prepared, ask.run) } : ask;

/** More curves at a time would be neither read nor seen. */
const MOST_CURVES = 200;

async function curvesOf(keys: string[]): Promise<Answer> {
  const { storedCurves } = await import('../src/experiment/stored/runs.ts');
  return { kind: 'curves', runs: keys.slice(0, MOST_CURVES).flatMap((key) => storedCurves(key) ?? []) };
}

/** A picture of more weights has cells smaller than a pixel, and takes long to hand over. */
const MOST_WEIGHTS = 2_000_000;

async function tensorOf(
  prepared: PreparedExperiment,
  { run, layer }: Extract<Ask, { kind: 'tensor' }>,
): Promise<Answer> {
  const { storedTensor } = await import('../src/experiment/stored/tensor.ts');
  const { folder, groups } = prepared;
  const id = storedId(prepared, run);
  const group = groups.find(({ runs }) => runs.some((each) => each.id === id)) ?? groups[0]!;
  const { inputs, units, values } = storedTensor(folder, group.architecture.network, id, layer);
  if (values.length > MOST_WEIGHTS) {
    throw new UserError({
      code: 'TENSOR_TOO_LARGE',
      title: `${layer} has ${values.length.toLocaleString('en-US')} weights`,
      explanation: `A picture is drawn of up to ${MOST_WEIGHTS.toLocaleString('en-US')}.`,
      remedy: 'Save the weights of the run to look at them with a tool for large arrays.',
    });
  }
  return { kind: 'tensor', layer, inputs, units, values: [...values] };
}
