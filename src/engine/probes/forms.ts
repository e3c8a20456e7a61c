import type { Part } from '../../dataset/dataset.ts';
import type { DropoutProbe } from '../../experiment/records.ts';
import { outputsOf } from '../evaluate.ts';
import type { DropoutSpec } from '../layerSpecs.ts';
import { layoutOf } from '../layout.ts';
import type { Network } from '../network.ts';
import { eachPass } from './passes.ts';
import { firstRows, type Trained, upTo } from './trained.ts';

const PASSES = 10;
const MOST_ROWS = 100;

type Forms = NonNullable<DropoutProbe['forms']>;

/**
 * Inverted against standard dropout at a place, under the same masks: the size of what enters the next layer's
 * activation, Σ|z|/n in evaluation and Σ sign(z_evaluation)·z/n in training. The sign is taken from evaluation because
 * noise alone raises |z|; so both numbers have the same expectation exactly when a form keeps that of z.
 * @returns undefined where no layer with weights follows the place, or it is no dropout layer's
 */
export function dropoutForms(
  trained: Trained,
  place: number,
  seed: number,
  part: Part,
): DropoutProbe['forms'] | undefined {
  const { node } = layoutOf(trained.network).places[place]!;
  const next = weightsAfter(trained.network, node);
  if (trained.network.nodes[node]!.layer.kind !== 'dropout' || next === undefined) return undefined;
  const ending = upTo(trained, next.node);
  const rates = ending.rates.map((rate, index) => (index === place ? rate : 0));
  const rows = firstRows(part, MOST_ROWS);
  const sizes = (form: DropoutSpec['form']) =>
    sizesOf({ ...ending, rates, network: withForm(ending.network, node, form) }, seed, rows);
  return {
    layer: next.name,
    rate: trained.rates[place]!,
    inverted: sizes('inverted'),
    standard: sizes('standard'),
  };
}

function sizesOf(trained: Trained, seed: number, part: Part): Forms['inverted'] {
  const [evaluation] = outputsOf(trained.network, [trained], part) as [Float32Array];
  const passes = Array.from({ length: PASSES }, (_, draw) => ({ rates: trained.rates, draw }));
  let sum = 0;
  eachPass(trained, seed, part, passes, ({ from, outputs }) => {
    const start = from * trained.network.outputs;
    for (let index = 0; index < outputs.length; index++) {
      sum += Math.sign(evaluation[start + index]!) * outputs[index]!;
    }
  });
  const size = evaluation.reduce((total, z) => total + Math.abs(z), 0);
  return { training: sum / PASSES / evaluation.length, evaluation: size / evaluation.length };
}

function withForm(network: Network, node: number, form: DropoutSpec['form']): Network {
  const nodes = network.nodes.map((each, index) =>
    index === node ? { ...each, layer: { ...(each.layer as DropoutSpec), form } } : each,
  );
  return { ...network, nodes };
}

/** The first layer that multiplies the node's output by its weights, with nothing but other shapes between. */
function weightsAfter({ nodes }: Network, node: number): { node: number; name: string } | undefined {
  const user = nodes.findIndex(({ inputs }) => inputs[0] === node && inputs.length === 1);
  if (user < 0) return undefined;
  const { layer } = nodes[user]!;
  switch (layer.kind) {
    case 'dense':
    case 'convolution':
      return { node: user, name: layer.name };
    case 'flatten':
    case 'reshape':
    case 'permute':
    case 'zeroPadding':
      return weightsAfter({ nodes } as Network, user);
    default:
      return undefined;
  }
}
