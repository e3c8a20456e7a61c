/** A weight penalty explained: formula, what it adds at first, and what it is in other frameworks. */
import {
  penaltyEquivalents,
  penaltyFormula,
  type Strengths,
  textbookStrength,
} from '../definition/conventions.ts';
import { expectedNorms, initialPenalty } from '../definition/initialPenalty.ts';
import type { FrameworkName, LayerDefinition, Penalty } from '../definition/model.ts';
import { parameterTensors } from '../definition/parameterTensors.ts';
import type { HandPenaltyFact, ParameterSet } from '../definition/surroundings.ts';
import { formatCount, formatStrength } from '../words.ts';
import { amount, penaltyName } from './layerWords.ts';
import { code, paragraphs, sources, table } from './markdown.ts';
import { FRAMEWORK_TITLES, originText } from './origins.ts';

const PARTS: Record<string, string> = {
  kernel: 'kernel',
  recurrentKernel: 'recurrent kernel',
  pointwiseKernel: 'pointwise kernel',
  bias: 'bias',
  gamma: 'γ',
  beta: 'β',
  alpha: 'α',
  activity: 'outputs',
};

export function penaltyText(layer: LayerDefinition, part: string, penalty: Penalty): string {
  const where = `on the ${PARTS[part] ?? part} of ${code(layer.name)}`;
  const unknown = penalty.l1 === undefined || penalty.l2 === undefined;
  const title = penaltyName(penalty) || (unknown ? 'Penalty' : 'No penalty');
  if (part === 'activity') {
    return paragraphs(
      `**${title}** ${where}: it acts on what the layer gives, so what it adds depends on the data.`,
    );
  }
  const adds = `adds ${code(penaltyFormula(penalty))} to the loss${unknown ? '; ? stands for a strength that is not visible' : ''}`;
  return paragraphs(
    `**${title}** ${where}: ${adds}.`,
    gradientText(penalty),
    initialText(layer, part, penalty),
    elsewhere(penalty, layer.framework ?? 'keras'),
  );
}

function gradientText({ l1, l2 }: Pick<Penalty, 'l1' | 'l2'>): string | undefined {
  const terms = [
    ...(l1 ? [`${formatStrength(l1)}·sign(w)`] : []),
    ...(l2 ? [`${formatStrength(Number(textbookStrength(l2).toPrecision(4)))}·w`] : []),
  ];
  return terms.length > 0 ? `Gradient: ${code(terms.join(' + '))}` : undefined;
}

function initialText(layer: LayerDefinition, part: string, penalty: Penalty): string | undefined {
  const tensors = parameterTensors(layer)?.filter((tensor) => tensor.part === part);
  const initial = tensors && initialPenalty(layer, tensors);
  const [tensor] = tensors ?? [];
  const norms = tensor && expectedNorms(tensor);
  if (!initial || !norms || tensors?.length !== 1) return undefined;
  const terms = [
    ...(penalty.l1 ? [`${formatStrength(penalty.l1)}·${amount(norms.absolute)}`] : []),
    ...(penalty.l2 ? [`${formatStrength(penalty.l2)}·${amount(norms.square)}`] : []),
  ];
  if (terms.length === 0) return undefined;
  const drawn = `${formatCount(tensor.count, 'weight')} drawn by ${code(tensor.initializer.name)}`;
  return `At initialization it adds ${amount(initial.total)}, expected over ${drawn}: ${code(terms.join(' + '))}`;
}

/** What it is in other places: code where there is an equivalent, a sentence where there is none. */
function elsewhere(strengths: Strengths, framework: FrameworkName): string | undefined {
  const own = FRAMEWORK_TITLES[framework];
  const both = strengths.l1 && strengths.l2 ? bothTogether(strengths.l1, strengths.l2) : [];
  const replaced = [own, ...both.map(([where]) => where)];
  const others = penaltyEquivalents(strengths).filter(({ where }) => !replaced.includes(where));
  const rows = others.map(({ where, code: written, sentence }) => [
    where === 'scikit-learn' ? 'scikit-learn, of a linear model' : where,
    written ? code(written) : sentence,
  ]);
  const list = table(['elsewhere', 'the same'], [...rows, ...both.filter(([where]) => where !== own)]);
  return list && paragraphs(list, sources(others.map(({ source }) => source)));
}

/** One regularizer with both terms, where the framework has it. */
function bothTogether(l1: number, l2: number): [string, string][] {
  const [first, second] = [formatStrength(l1), formatStrength(l2)];
  return [
    ['Keras', code(`keras.regularizers.l1_l2(l1=${first}, l2=${second})`)],
    ['TensorFlow.js', code(`tf.regularizers.l1l2({l1: ${first}, l2: ${second}})`)],
  ];
}

const SETS: Record<ParameterSet, string> = {
  all: 'all parameters, biases and norms included',
  weights: 'the weights, without biases and norms',
  biases: 'biases and norms',
  part: 'a part of the model',
  unknown: 'parameters that are not visible',
};

/** @param text of the file, or of the notebook's cell */
export function handPenaltyText(
  { norm, parameters, strength, framework }: HandPenaltyFact,
  text: string,
): string {
  const lambda = strength.value;
  const factor = lambda === undefined ? '?' : formatStrength(lambda);
  const from = lambda === undefined ? 'its strength is not visible' : originText(strength, framework, text);
  const sums = { l1: 'Σ|w|', l2: 'Σw²', 'l2-norm': '√Σw²', other: 'a norm of w' };
  const titles = { l1: 'L1', l2: 'L2', 'l2-norm': 'L2 norm, not squared', other: 'Penalty' };
  const strengths = { l1: norm === 'l1' ? lambda : 0, l2: norm === 'l2' ? lambda : 0 };
  const isKnown = lambda !== undefined && (norm === 'l1' || norm === 'l2');
  return paragraphs(
    `**${titles[norm]}** written by hand, on ${SETS[parameters]}: adds ${code(`${factor}·${sums[norm]}`)} to the loss; ${from}.`,
    isKnown ? gradientText(strengths) : undefined,
    isKnown ? elsewhere(strengths, framework) : undefined,
  );
}
