/** Python sources of PyTorch in tests: read through the one door, written down compactly. */
import type { FlowNode, LayerDefinition, ModelDefinition, Setting } from '../../../src/definition/model.ts';
import type { SourceReading } from '../../../src/definition/reading.ts';
import { readSource } from '../../../src/definition/source.ts';
import type { Surrounding } from '../../../src/definition/surroundings.ts';

const IMPORTS = ['import torch', 'from torch import nn, optim', 'import torch.nn.functional as F'];

/** Number of lines before the text in {@link read}. */
export const HEAD = IMPORTS.length;

/** Reads a text below the usual imports; its own first line is line 1 + {@link HEAD}. */
export function read(text: string): SourceReading {
  const lines = text.replace(/^\n/, '').split('\n');
  const indent = /^ */.exec(lines[0]!)![0].length;
  return readSource('model.py', [...IMPORTS, ...lines.map((line) => line.slice(indent))].join('\n'));
}

/** The model of that name. */
export function model(text: string, name: string): ModelDefinition {
  const models = read(text).models;
  const found = models.find((each) => each.name === name);
  if (!found) throw new Error(`no model ${name} among ${models.map((each) => each.name).join(', ')}`);
  return found;
}

/** A class whose forward does that with a tensor of that shape, and the layers that it makes. */
export function net(forward: string, shape: number[], ...layers: string[]): ModelDefinition {
  const text = `
class Net(nn.Module):
    def __init__(self):
        super().__init__()
${layers.map((layer) => `        ${layer}`).join('\n')}

    def forward(self, x):
        x = x.view(-1, ${shape.join(', ')})
        return ${forward}
`;
  return model(text, 'Net');
}

/** `Linear@4`: a layer with its line below the imports. */
export const at = (layer: LayerDefinition): string => `${layer.kind}@${layer.range.startLine - HEAD}`;

export const layersOf = (definition: ModelDefinition): string[] => definition.layers.map(at);

/** The flow by the names of its operations, each with the numbers of its inputs. */
export const flowOf = ({ flow = [] }: ModelDefinition): string[] =>
  flow.map((node) => `${nameOf(node)}(${node.inputs.join(', ')})`);

export const nameOf = ({ layer, operation }: FlowNode): string => operation ?? layer?.kind ?? '';

/** `128`, `0.5 parameter`, `? unknown`. */
export const written = (setting: Setting<unknown> | undefined): string | undefined => {
  if (!setting) return undefined;
  if (setting.origin === 'unknown') return '?';
  return setting.origin === 'literal' ? String(setting.value) : `${String(setting.value)} ${setting.origin}`;
};

type FactOf<Type extends Surrounding['type']> = Extract<Surrounding, { type: Type }>;

export function factsOf<Type extends Surrounding['type']>(text: string, type: Type): FactOf<Type>[] {
  return read(text).surroundings.filter((fact): fact is FactOf<Type> => fact.type === type);
}
