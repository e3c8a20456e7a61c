/** The flow of values through a model, as definitions list it. */
import type { FlowNode, LayerDefinition, Shape } from '../model.ts';
import type { Machine } from './machine.ts';
import { callAt } from './recording.ts';
import type { ContainerValue, LayerValue, Node } from './values.ts';

/** Applies a container to an input of the shape that its first layer declares, and answers the nodes. */
export function runContainer(container: ContainerValue, machine: Machine): Node[] {
  const { nodes: before, frame } = machine;
  machine.nodes = [];
  machine.frame = { ...frame, home: false, context: [] };
  const shape = container.declaredInput ?? declaredBy(container);
  const features = shape?.at(container.framework === 'pytorch' && shape.length > 1 ? 0 : -1);
  const input = machine.node({
    operation: 'input',
    inputs: [],
    at: container.at,
    ...(shape && { shape }),
    features: features ?? null,
  });
  if (container.of === 'sequential') {
    const call = { expression: callAt(container.at), arguments: [{ value: input, at: container.at }] };
    machine.within({ name: '', layers: [], blocks: [] }, () => machine.callValue(container, call), true);
  }
  const { nodes } = machine;
  machine.nodes = before;
  machine.frame = frame;
  return nodes;
}

/** Only the first layer's declaration counts: Keras ignores it anywhere else. */
function declaredBy({ items: [first] }: ContainerValue): Shape | undefined {
  if (first?.value.type === 'layer') return first.value.draft.declaredInput;
  return first?.value.type === 'container' ? declaredBy(first.value) : undefined;
}

export function flowOf(
  nodes: Node[],
  outputs: Node[],
  defined: (layer: LayerValue) => LayerDefinition | undefined,
  inside: (layer: LayerValue) => string | undefined,
  machine: Machine,
): { flow: FlowNode[]; outputs: number[] } {
  const numbers = new Map(nodes.map((node, index) => [node, index]));
  const flow = nodes.map(({ layer, inputs, at, shape, unsure: _unsure, made: _made, ...node }): FlowNode => {
    const definition = layer && defined(layer);
    const block = (layer && inside(layer)) ?? node.inside;
    return {
      ...node,
      ...(definition && { layer: definition }),
      ...(layer && !definition && { operation: 'unknown' }),
      inputs: inputs.flatMap((input) => numbers.get(input) ?? []),
      range: machine.range(at),
      ...(shape && { outputShape: shape }),
      ...(block !== undefined && { inside: block }),
    };
  });
  return { flow, outputs: [...new Set(outputs.flatMap((node) => numbers.get(node) ?? []))] };
}
