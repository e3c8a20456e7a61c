/** From what was entered in the form of a new experiment to the experiment file. */
import { dirname, relative, sep } from 'node:path';
import type { FormRange, FormValues } from '../protocol/form.ts';
import type { VariantDocument } from './variantDocument.ts';

/** `steps` strengths from `from` to `to`, evenly spaced on a logarithm, of two digits each: 1e-4, 1e-3, 1e-2. */
export function logSpaced({ from, to, steps }: FormRange): number[] {
  return spaced(steps, (share) => from * (to / from) ** share, 2);
}

/** `steps` rates from `from` to `to`, evenly spaced, of two digits each. */
export function evenlySpaced({ from, to, steps }: FormRange): number[] {
  return spaced(steps, (share) => from + (to - from) * share, 2);
}

function spaced(steps: number, at: (share: number) => number, digits: number): number[] {
  const count = Math.max(1, Math.round(steps));
  const values = Array.from({ length: count }, (_, index) => at(count === 1 ? 0 : index / (count - 1)));
  return [...new Set(values.map((value) => Number(value.toPrecision(digits))))];
}

/** In the order of the default plan: none, L1, L2, dropout, their combination, the others. */
export function formVariants(values: FormValues): VariantDocument[] {
  const { l1, l1Mode, l2, dropout, combined, batchNormalization, earlyStopping } = values;
  const strengths = (range: FormRange) => (range.on ? logSpaced(range) : []);
  const rates = dropout.on ? evenlySpaced(dropout).filter((rate) => rate > 0) : [];
  const lambdas = strengths(l2);
  const middle = lambdas[Math.floor((lambdas.length - 1) / 2)];
  return [
    {},
    ...(l1Mode === 'proximal' ? [] : strengths(l1).map((value) => ({ l1: value }))),
    ...(l1Mode === 'framework'
      ? []
      : strengths(l1).map((value) => ({ l1: value, l1Mode: 'proximal' as const }))),
    ...lambdas.map((value) => ({ l2: value })),
    ...rates.map((value) => ({ dropout: value })),
    ...(combined && middle !== undefined ? rates.map((value) => ({ dropout: value, l2: middle })) : []),
    ...(batchNormalization ? [{ batchNormalization: true as const }] : []),
    ...(earlyStopping > 0 ? [{ earlyStopping: { patience: Math.round(earlyStopping) } }] : []),
  ];
}

/**
 * The text of the experiment file; paths in it are relative to it. What is as everywhere is left out.
 * @param file absolute path of the experiment file; model, data and target must have been chosen
 */
export function formDocument(values: FormValues, file: string): string {
  const { model, data, target, validation, test, seeds, studies } = values;
  const fromHere = (path: string) => relative(dirname(file), path).split(sep).join('/');
  const document = {
    model: { file: fromHere(model!.file), name: model!.name },
    data: { file: fromHere(data!), target: target!, split: { validation, test } },
    training: trainingOf(values),
    variants: formVariants(values),
    seeds,
    ...(studies.length > 0 && { studies }),
  };
  return `${JSON.stringify(document, null, 2).replace(INNERMOST, oneLine)}\n`;
}

const trainingOf = ({ optimizer, learningRate, batchSize, epochs, successiveHalving }: FormValues) => ({
  optimizer,
  learningRate,
  batchSize,
  epochs,
  ...(successiveHalving && { successiveHalving }),
});

/** Objects and lists that hold no other: a variant is easier to read in one line. */
const INNERMOST = /[{[]\s[^{}[\]]*[}\]]/g;

function oneLine(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ');
  return line.length <= 80 ? line : text;
}
