import { expect, test } from 'vitest';
import { messageOf, placesOf } from './findings.ts';

const CODE = 'REG023';
const TORCH = `from torchvision import datasets, transforms
augment = transforms.Compose([transforms.RandomHorizontalFlip(), transforms.RandomCrop(32), transforms.ToTensor()])
plain = transforms.Compose([transforms.Resize(32), transforms.CenterCrop(32), transforms.ToTensor()])
`;

test('one pipeline for both', () => {
  const py = `${TORCH}train = datasets.CIFAR10("data", train=True, transform=augment)
test = datasets.CIFAR10("data", train=False, transform=augment)
`;
  expect(messageOf(CODE, { py })).toBe(
    'The transforms of “augment” are random (RandomHorizontalFlip and RandomCrop) and act on the validation data as ' +
      'well as on the training data. The validation loss is then that of a harder task and changes from epoch to epoch ' +
      'by chance. Use a pipeline without random changes for validation.',
  );
  expect(placesOf(CODE, { py })).toEqual(['5 warning']);
});

test.each([
  [
    'a pipeline each',
    `train = datasets.CIFAR10("data", train=True, transform=augment)
test = datasets.CIFAR10("data", train=False, transform=plain)
`,
  ],
  ['nothing random', 'test = datasets.CIFAR10("data", train=False, transform=plain)\n'],
  ['what it is used on cannot be seen', 'data = load(transform=augment)\n'],
])('silent: %s', (_, code) => {
  expect(placesOf(CODE, { py: TORCH + code })).toEqual([]);
});

const KERAS = 'from tensorflow.keras.preprocessing.image import ImageDataGenerator\n';

test('Keras: a generator whose validation subset is augmented', () => {
  const py = `${KERAS}datagen = ImageDataGenerator(rotation_range=20, validation_split=0.2)
train = datagen.flow_from_directory("data", subset="training")
val = datagen.flow_from_directory("data", subset="validation")
`;
  expect(placesOf(CODE, { py })).toEqual(['4 warning']);
});

test('Keras, silent: rescaling only', () => {
  const py = `${KERAS}datagen = ImageDataGenerator(rescale=1 / 255)
val = datagen.flow_from_directory("val")
`;
  expect(placesOf(CODE, { py })).toEqual([]);
});
