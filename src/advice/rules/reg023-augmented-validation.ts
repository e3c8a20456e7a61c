import type { SourceRange } from '../../definition/model.ts';
import type { AugmentationFact } from '../../definition/surroundings.ts';
import type { RuleContext, RuleDocumentation } from '../rule.ts';
import { defineRule, type Found } from './support/define.ts';
import { factsOf, sourceOf } from './support/facts.ts';
import { listed } from './support/strengths.ts';
import { rangeOfNode, simpleStatements } from './support/syntax.ts';

const documentation: RuleDocumentation = {
  title: 'Validation data that are augmented',
  why:
    'Random crops, flips and noise are a regularization of training. Validation asks how well the model does on data as ' +
    'they are in use: measured on augmented images the loss is that of a harder task, changes from epoch to epoch ' +
    'without the model changing, and early stopping follows that noise.',
  silent:
    'What the transforms are used on cannot be seen; the transforms are not random (resize, normalize, center crop).',
  remedy:
    'Give validation data a pipeline of their own with resizing and normalization only. With Keras’ ' +
    '`ImageDataGenerator(validation_split=…)` make a second generator without augmentation and take the subset ' +
    '“validation” from that one.',
  sources: [
    {
      title: 'Shorten & Khoshgoftaar 2019, “A survey on Image Data Augmentation for Deep Learning”',
      url: 'https://doi.org/10.1186/s40537-019-0197-0',
    },
    {
      title: 'PyTorch: training a classifier, transforms of the training and test set',
      url: 'https://docs.pytorch.org/tutorials/beginner/transfer_learning_tutorial.html',
    },
  ],
  example: {
    language: 'python',
    code: [
      'from torchvision import datasets, transforms',
      '',
      'transform = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])',
      'train = datasets.CIFAR10("data", train=True, transform=transform)',
      'test = datasets.CIFAR10("data", train=False, transform=transform)',
      '',
    ].join('\n'),
  },
  mended: [
    'from torchvision import datasets, transforms',
    '',
    'augment = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.ToTensor()])',
    'train = datasets.CIFAR10("data", train=True, transform=augment)',
    'test = datasets.CIFAR10("data", train=False, transform=transforms.ToTensor())',
    '',
  ].join('\n'),
};

export const augmentedValidation = defineRule({
  code: 'REG023',
  slug: 'augmented-validation',
  severity: 'warning',
  documentation,
  find: (context) => {
    const found = factsOf(context.reading, 'augmentation').filter(
      ({ on }) => on === 'validation' || on === 'both',
    );
    return found.length > 0 ? found.map((fact) => foundAt(context, fact)) : foundInFits(context);
  },
});

function foundAt(context: RuleContext, fact: AugmentationFact): Found {
  const { anchor, kinds, on, variable } = fact;
  const subject = variable === undefined ? 'These transforms' : `The transforms of “${variable}”`;
  const use =
    on === 'both' ? 'act on the validation data as well as on the training data' : 'act on validation data';
  const place = on === 'both' ? validationUse(context, fact) : undefined;
  return {
    range: place ?? anchor,
    message: `${subject} are random (${listed(kinds)}) and ${use}. ${CONSEQUENCE}`,
    ...(place && { related: [{ range: anchor, message: 'The transforms are here.' }] }),
  };
}

const HELD_OUT = /(?:^|[^a-z])(?:val|valid|validation|test|eval|dev)(?![a-z])|train\s*=\s*False/i;

/** The first statement below that gives transforms to what is named as validation data. */
function validationUse(context: RuleContext, { variable, range }: AugmentationFact): SourceRange | undefined {
  if (variable === undefined) return undefined;
  const name = new RegExp(String.raw`(?<![\w.])${variable.replaceAll('.', String.raw`\.`)}(?!\w)`);
  return simpleStatements(context.reading)
    .map((statement) => rangeOfNode(context, statement))
    .find((place) => {
      if (place.cell !== range.cell || place.from < range.to) return false;
      const text = sourceOf(context, place);
      return name.test(text) && HELD_OUT.test(text);
    });
}

/** Validation data of a fit that come out of augmentation which is not among the facts. */
const foundInFits = ({ reading }: RuleContext): Found[] =>
  factsOf(reading, 'fit')
    .map(({ augmentedValidation: range }) => range)
    .filter((range): range is SourceRange => range !== undefined)
    .map((range) => ({ range, message: `These validation data are augmented at random. ${CONSEQUENCE}` }));

const CONSEQUENCE =
  'The validation loss is then that of a harder task and changes from epoch to epoch by chance. Use a pipeline without random changes for validation.';
