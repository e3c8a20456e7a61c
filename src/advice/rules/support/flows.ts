/** The flow of values through the models of a file, as rules walk along it. */
import type { FlowNode, LayerDefinition, ModelDefinition, SourceRange } from '../../../definition/model.ts';
import type { SourceReading } from '../../../definition/reading.ts';
import { onceFor } from './once.ts';
import { type Role, roleOf } from './roles.ts';

/** One operation, with what it takes and what takes it. */
export interface Step {
  node: FlowNode;
  role: Role;
  model: ModelDefinition;
  inputs: Step[];
  outputs: Step[];
  /** Whether the model returns its value. */
  returned: boolean;
}

/** A layer call, or a call such as `F.dropout(x)`, and every place in the flow where it acts. */
export interface Site {
  /** The layer's call, otherwise the function's. */
  range: SourceRange;
  role: Role;
  layer?: LayerDefinition;
  /** At least one; of blocks of the file, those within the models that use them. */
  steps: Step[];
}

interface Flows {
  steps: Map<ModelDefinition, Step[]>;
  sites: Site[];
}

const known = new WeakMap<SourceReading, Flows>();

/** Every call that acts in a flow that can be seen, in the order of the file's models. */
export const sitesOf = (reading: SourceReading): Site[] => flowsOf(reading).sites;

/** The operations of a model in their order; empty where its flow cannot be seen. */
export const stepsOf = (reading: SourceReading, model: ModelDefinition): Step[] =>
  flowsOf(reading).steps.get(model) ?? [];

function flowsOf(reading: SourceReading): Flows {
  const found = known.get(reading);
  if (found) return found;
  const steps = new Map(reading.models.map((model) => [model, linked(model)]));
  const flows = { steps, sites: sitesAmong([...steps.values()].flat()) };
  known.set(reading, flows);
  return flows;
}

/** A model is the same object as long as it reads the same. */
const linked = onceFor((model: ModelDefinition): Step[] => {
  const { flow: nodes = [] } = model;
  const returned = new Set(model.outputs);
  const steps = nodes.map(
    (node, index): Step => ({
      node,
      role: roleOf(node),
      model,
      inputs: [],
      outputs: [],
      returned: returned.has(index),
    }),
  );
  for (const step of steps) {
    for (const input of step.node.inputs) {
      const from = steps[input];
      if (!from) continue;
      step.inputs.push(from);
      from.outputs.push(step);
    }
  }
  return steps;
});

function sitesAmong(steps: Step[]): Site[] {
  const byPlace = new Map<string, Step[]>();
  for (const step of steps) {
    const { cell, from } = step.node.layer?.range ?? step.node.range;
    const key = `${cell ?? ''}:${from}:${step.node.layer ? '' : step.node.operation}`;
    const there = byPlace.get(key);
    if (there) there.push(step);
    else byPlace.set(key, [step]);
  }
  return [...byPlace.values()].map((all) => {
    const outermost = withoutBlocks(all);
    const { node, role } = outermost[0]!;
    return { range: node.layer?.range ?? node.range, role, layer: node.layer, steps: outermost };
  });
}

/** Where a block acts within another model of the file, that model says what stands around it. */
function withoutBlocks(steps: Step[]): Step[] {
  const models = new Set(steps.map(({ model }) => model));
  if (models.size === 1) return steps;
  const used = new Set([...models].flatMap(({ submodules = [] }) => submodules.map(({ name }) => name)));
  const outer = steps.filter(({ model }) => !used.has(model.name));
  return outer.length > 0 ? outer : steps;
}

type Direction = 'inputs' | 'outputs';

/** What a walk met: the steps that it went through, and those that it stopped at. */
interface Walk {
  through: Step[];
  stops: Step[];
  /** Whether it came to the end of what can be seen: the model's input or output. */
  open: boolean;
}

/** Walks from a step, itself excluded, along all paths through steps for which `passes` holds. */
export function walk(from: Step, direction: Direction, passes: (step: Step) => boolean): Walk {
  const result: Walk = { through: [], stops: [], open: from[direction].length === 0 };
  const seen = new Set<Step>([from]);
  const waiting = [...from[direction]];
  for (let step = waiting.pop(); step; step = waiting.pop()) {
    if (seen.has(step)) continue;
    seen.add(step);
    if (!passes(step)) {
      result.stops.push(step);
      continue;
    }
    result.through.push(step);
    if (step[direction].length === 0) result.open = true;
    waiting.push(...step[direction]);
  }
  return result;
}

/** A layer or function of attention, or a softmax whose weights are multiplied with values. */
export function isAttention(step: Step): boolean {
  if (step.role !== 'softmax') return step.role === 'attention' || step.role === 'transformer';
  const { stops } = walk(step, 'outputs', ({ role }) => role === 'dropout' || role === 'identity');
  return stops.some(({ role }) => role === 'product');
}
