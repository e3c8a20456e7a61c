/** Calls of layer classes: `nn.Linear(784, 128)` as a layer with its settings and its parameters. */
import { bind, writtenArguments } from '../interpret/arguments.ts';
import type { Bound, Call, Run } from '../interpret/framework.ts';
import type { LayerDraft, LayerValue, Value } from '../interpret/values.ts';
import type { Setting, Settings } from '../model.ts';
import { countOf, parameterTensors } from '../parameterTensors.ts';
import { pytorchRule } from '../tensors/pytorch.ts';
import { meaningOf, REQUIRED, SIGNATURES, type Signature } from './signatures.ts';

/** Parameters that every class takes and that say nothing about the model. */
const COMMON = ['device', 'dtype'];

/** The layer that a call of a class of torch.nn makes; undefined when the class is not a layer's. */
export function layerOf(kind: string, call: Call, run: Run): LayerValue | undefined {
  if (!Object.hasOwn(SIGNATURES, kind)) return undefined;
  const signature = SIGNATURES[kind]!;
  const parameters = [...Object.keys(signature), ...COMMON];
  const bound = bind(call, parameters, run);
  const layer = run.layer(call, 'pytorch', {
    kind,
    framework: 'pytorch',
    callee: run.text(call.expression.callee),
    arguments: writtenArguments(call, parameters, run),
    settings: settingsOf(kind, signature, bound),
  });
  const template = templateOf(kind, bound);
  if (template) stack(layer, template, run.text(bound.get(Object.keys(signature)[0]!)!.at), run);
  else layer.parameters = parametersOf(layer.draft);
  return layer;
}

function settingsOf(kind: string, signature: Signature, bound: Bound): Settings {
  const settings: Record<string, Setting<unknown>> = {};
  for (const [parameter, byDefault] of Object.entries(signature)) {
    const meaning = meaningOf(kind, parameter);
    if (!meaning) continue;
    const standard = byDefault === REQUIRED ? undefined : meaning.read(byDefault);
    settings[meaning.setting] = bound.setting<unknown>(parameter, meaning.read, standard);
  }
  const { activation } = settings;
  // `activation=F.gelu`: a function is named by its last part.
  if (activation?.origin === 'unknown')
    settings.activation = functionName(bound.get('activation')?.value, activation);
  return settings as Settings;
}

function functionName(value: Value | undefined, unknown: Setting<unknown>): Setting<unknown> {
  const name = value?.type === 'library' && /^torch\.(?:nn\.functional\.)?(\w+)$/.exec(value.path)?.[1];
  return name ? { ...unknown, value: name, origin: 'literal' } : unknown;
}

/** Number of parameters of a layer, known from its call; undefined where a size is not, as of lazy layers. */
export function parametersOf(draft: LayerDraft, features: number | null = null): number | undefined {
  if (!pytorchRule(draft.kind)) return 0;
  const tensors = parameterTensors(draft, { features });
  return tensors && countOf(tensors);
}

/** The layer that `nn.TransformerEncoder(layer, 6)` copies. */
function templateOf(kind: string, bound: Bound): LayerValue | undefined {
  const value =
    /^Transformer(En|De)coder$/.test(kind) &&
    bound.get(kind === 'TransformerEncoder' ? 'encoder_layer' : 'decoder_layer')?.value;
  return value && value.type === 'layer' ? value : undefined;
}

/** Copies of the template; the norm beside them is a layer of its own. A template that no attribute keeps is no part. */
function stack(layer: LayerValue, template: LayerValue, written: string, run: Run): void {
  const { draft, parameters } = template;
  layer.draft.wrapped = { ...draft, name: draft.name ?? '', range: run.range(template.at) };
  const depth = layer.draft.settings.depth?.value;
  if (depth !== undefined && parameters !== undefined) layer.parameters = depth * parameters;
  const inputs = draft.settings.inputs;
  if (inputs) layer.draft.settings.inputs = { ...inputs, origin: inputs.origin };
  if (!/^[\w.]+\.\w+$/.test(written)) template.template = true;
}

/** An argument as plain data, also where it is only known in passing; the signature's default when it is not given. */
export function argumentOf({ kind, arguments: written = [] }: LayerDraft, name: string): unknown {
  const argument = written.find((each) => each.name === name);
  if (argument) return argument.value;
  const byDefault = SIGNATURES[kind]?.[name];
  return byDefault === REQUIRED ? undefined : byDefault;
}
