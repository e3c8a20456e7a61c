/** The flow of values through the models of a file, as rules walk along it. */
import type { FlowNode, LayerDefinition, ModelDefinition, SourceRange } from '../../../definition/model.ts';
import { onceFor, oncePerReading } from './once.ts';
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

/** The operations of a model in their order; empty where its flow cannot be seen. */
export const stepsOf = onceFor((model: ModelDefinition): Step[] => {
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

/** Every call that acts in a flow that can be seen, in the order of the file's models. */
export const sitesOf = oncePerReading(({ reading }): Site[] =>
  byCall(reading.models.flatMap(sitesIn), ({ steps }) => steps[0]!.node).map((same) =>
    same.length === 1 ? same[0]! : siteOf(withoutBlocks(same.flatMap(({ steps }) => steps))),
  ),
);

/** The calls of one model: as long as it reads the same, they are the same. */
const sitesIn = onceFor((model: ModelDefinition): Site[] =>
  byCall(stepsOf(model), ({ node }) => node).map(siteOf),
);

function siteOf(steps: Step[]): Site {
  const { node, role } = steps[0]!;
  return { range: callOf(node), role, layer: node.layer, steps };
}

const callOf = ({ layer, range }: FlowNode): SourceRange => layer?.range ?? range;

/** Groups what belongs to one call. Ranges move while a text is typed, and blocks may be read apart from their users. */
function byCall<Part>(parts: Part[], nodeOf: (part: Part) => FlowNode): Part[][] {
  const groups: Part[][] = [];
  const byOffset = new Map<number, Part[][]>();
  for (const part of parts) {
    const node = nodeOf(part);
    const { from } = callOf(node);
    const there = byOffset.get(from);
    const group = there?.find(([first]) => isSameCall(nodeOf(first!), node));
    if (group) {
      group.push(part);
      continue;
    }
    const added = [part];
    groups.push(added);
    if (there) there.push(added);
    else byOffset.set(from, [added]);
  }
  return groups;
}

/** Of two calls that begin at one offset: `x.view(8).relu()` has two. */
function isSameCall(a: FlowNode, b: FlowNode): boolean {
  if (callOf(a).cell !== callOf(b).cell) return false;
  return a.layer || b.layer ? Boolean(a.layer && b.layer) : a.operation === b.operation;
}

/** Where a block acts within another model of the file, that model says what stands around it. */
function withoutBlocks(steps: Step[]): Step[] {
  const used = new Set(steps.flatMap(({ model }) => model.submodules ?? []).map(({ name }) => name));
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
