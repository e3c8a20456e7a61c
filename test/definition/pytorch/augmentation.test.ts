import { expect, test } from 'vitest';
import { factsOf } from './source.ts';

const IMPORTS =
  'from torchvision import datasets, transforms as T\nfrom torch.utils.data import random_split\n';
const RANDOM = 'T.Compose([T.RandomCrop(32, padding=4), T.RandomHorizontalFlip(), T.ToTensor()])';

const used = (text: string): string[] => factsOf(IMPORTS + text, 'augmentation').map(({ on }) => on);

test.each<[string, string, string[]]>([
  ['the training set', `t = ${RANDOM}\ntrain = datasets.CIFAR10('d', train=True, transform=t)`, ['training']],
  ['the test set', `t = ${RANDOM}\ntest = datasets.CIFAR10('d', train=False, transform=t)`, ['validation']],
  [
    'both',
    `t = ${RANDOM}\na = datasets.CIFAR10('d', train=True, transform=t)\nb = datasets.CIFAR10('d', train=False, transform=t)`,
    ['both'],
  ],
  ['a positional flag', `b = datasets.MNIST('d', False, transform=${RANDOM})`, ['validation']],
  ['a folder’s name', `b = datasets.ImageFolder('data/val', ${RANDOM})`, ['validation']],
  ['a split', `b = datasets.SVHN('d', split='train', transform=${RANDOM})`, ['training']],
  ['the data set’s variable', `t = ${RANDOM}\nval_set = Images(files, t)`, ['validation']],
  ['the transform’s variable', `val_transform = ${RANDOM}`, ['validation']],
  ['a dictionary’s keys', `ts = {'train': ${RANDOM}, 'val': ${RANDOM}}`, ['training', 'validation']],
  ['a function’s name', `def train_transforms():\n    return ${RANDOM}`, ['training']],
  [
    'a set that is split at random',
    `full = datasets.ImageFolder('data', transform=${RANDOM})\ntrain_set, val_set = random_split(full, [0.8, 0.2])`,
    ['both'],
  ],
  [
    'a split whose held-out part gets transforms of its own',
    `full = datasets.ImageFolder('data', transform=${RANDOM})\ntrain_set, val_set = random_split(full, [0.8, 0.2])\nval_set.dataset.transform = T.ToTensor()`,
    ['unknown'],
  ],
  [
    'names that are used again',
    `t = ${RANDOM}\na = datasets.MNIST('d', train=True, transform=t)\nt = T.Compose([T.ToTensor(), T.RandomErasing()])\nb = datasets.MNIST('d', train=False, transform=t)`,
    ['training', 'validation'],
  ],
  ['data that are not seen', `t = ${RANDOM}\ndata = load(t)`, ['unknown']],
  ['no random transform', `val_transform = T.Compose([T.Resize(32), T.ToTensor()])`, []],
])('%s', (_, text, expected) => {
  expect(used(`${text}\n`)).toEqual(expected);
});

test('the random parts are named', () => {
  const [fact] = factsOf(`${IMPORTS}train_transform = ${RANDOM}\n`, 'augmentation');
  expect(fact?.kinds).toEqual(['RandomCrop', 'RandomHorizontalFlip']);
  expect(fact?.variable).toBe('train_transform');
});

test('albumentations', () => {
  const text = `
    import albumentations as A
    train_tf = A.Compose([A.Resize(256, 256), A.HorizontalFlip(p=0.5), A.Normalize()])
  `;
  const [fact] = factsOf(text, 'augmentation');
  expect(fact?.kinds).toEqual(['HorizontalFlip']);
  expect(fact?.on).toBe('training');
});
