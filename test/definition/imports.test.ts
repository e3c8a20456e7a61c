import { describe, expect, test } from 'vitest';
import { kinds, read } from './python.ts';

/** A model of two layers, written with the given callees. */
const model = (sequential: string, dense: string, dropout: string) =>
  `model = ${sequential}([${dense}(8), ${dropout}(0.5)])`;

describe('Keras is recognized under every road of import', () => {
  test.each([
    ['from tensorflow import keras', model('keras.Sequential', 'keras.layers.Dense', 'keras.layers.Dropout')],
    ['import keras', model('keras.Sequential', 'keras.layers.Dense', 'keras.layers.Dropout')],
    ['import keras as K', model('K.Sequential', 'K.layers.Dense', 'K.layers.Dropout')],
    ['import keras.layers', model('keras.models.Sequential', 'keras.layers.Dense', 'keras.layers.Dropout')],
    [
      'import tensorflow as tf',
      model('tf.keras.Sequential', 'tf.keras.layers.Dense', 'tf.keras.layers.Dropout'),
    ],
    [
      'import tensorflow as tf',
      model('tf.keras.models.Sequential', 'tf.keras.layers.Dense', 'tf.keras.layers.Dropout'),
    ],
    [
      'import tensorflow',
      model(
        'tensorflow.keras.Sequential',
        'tensorflow.keras.layers.Dense',
        'tensorflow.keras.layers.Dropout',
      ),
    ],
    [
      'import tensorflow.keras.layers',
      model(
        'tensorflow.keras.Sequential',
        'tensorflow.keras.layers.Dense',
        'tensorflow.keras.layers.Dropout',
      ),
    ],
    [
      'import tensorflow.compat.v1 as tf',
      model('tf.keras.Sequential', 'tf.keras.layers.Dense', 'tf.keras.layers.Dropout'),
    ],
    [
      'from keras.models import Sequential\nfrom keras.layers import Dense, Dropout',
      model('Sequential', 'Dense', 'Dropout'),
    ],
    [
      'from keras.models import Sequential as S\nfrom keras.layers import Dense as D, Dropout as Dr',
      model('S', 'D', 'Dr'),
    ],
    [
      'from tensorflow.keras import Sequential\nfrom tensorflow.keras import layers as L',
      model('Sequential', 'L.Dense', 'L.Dropout'),
    ],
    [
      'from tensorflow.keras import Sequential\nimport tensorflow.keras.layers as kl',
      model('Sequential', 'kl.Dense', 'kl.Dropout'),
    ],
    [
      'from tensorflow.keras.models import Sequential\nfrom tensorflow.keras.layers import *',
      model('Sequential', 'Dense', 'Dropout'),
    ],
    ['from keras import *', model('Sequential', 'layers.Dense', 'layers.Dropout')],
    ['from tensorflow.keras import *', model('models.Sequential', 'layers.Dense', 'layers.Dropout')],
    ['from keras.models import *\nfrom keras.layers import *', model('Sequential', 'Dense', 'Dropout')],
    [
      'import tensorflow as tf\nlayers = tf.keras.layers\nkeras = tf.keras',
      model('keras.Sequential', 'layers.Dense', 'layers.Dropout'),
    ],
    [
      'import keras\nK = keras\nDense = K.layers.Dense\nDropout = K.layers.Dropout',
      model('K.Sequential', 'Dense', 'Dropout'),
    ],
    [
      'from tensorflow.python.keras.models import Sequential\nfrom tensorflow.python.keras.layers import Dense, Dropout',
      model('Sequential', 'Dense', 'Dropout'),
    ],
    [
      'from keras.models import Sequential\nfrom keras.layers.core import Dense, Dropout',
      model('Sequential', 'Dense', 'Dropout'),
    ],
    ['import tf_keras as keras', model('keras.Sequential', 'keras.layers.Dense', 'keras.layers.Dropout')],
    [
      'try:\n    from tensorflow import keras\nexcept ImportError:\n    import keras',
      model('keras.Sequential', 'keras.layers.Dense', 'keras.layers.Dropout'),
    ],
    [
      'from keras import (\n    Sequential,  # the model\n    layers,\n)',
      model('Sequential', 'layers.Dense', 'layers.Dropout'),
    ],
    ['from keras import \\\n    Sequential, layers', model('Sequential', 'layers.Dense', 'layers.Dropout')],
  ])('%s | %s', (imports, text) => {
    expect(read(`${imports}\n\n${text}\n`).map(kinds)).toEqual(['Dense Dropout']);
  });

  test('the same import many times over, as in exported notebooks', () => {
    const text = `${'from tensorflow import keras\n'.repeat(20)}m = keras.Sequential([keras.layers.Dense(8)])\n`;
    expect(read(text).map(kinds)).toEqual(['Dense']);
  });

  test('imports inside the function that builds the model', () => {
    const text = `
def build():
    from tensorflow.keras import Sequential, layers
    return Sequential([layers.Dense(8)])
`;
    expect(read(text).map(kinds)).toEqual(['Dense']);
  });
});

describe('what is not Keras is not a model', () => {
  test.each([
    ['own class', 'class Sequential:\n    pass\nmodel = Sequential([1])'],
    ['own library', 'from mylib import Sequential\nmodel = Sequential([1])'],
    ['a package of the same name inside a package', 'from .keras import Sequential\nmodel = Sequential([1])'],
    ['PyTorch', 'import torch.nn as nn\nmodel = nn.Sequential(nn.Linear(64, 128))'],
    ['no import', 'model = Sequential([Dense(8)])'],
    ['a parameter', 'def f(keras):\n    return keras.Sequential([])'],
    [
      'an import that is replaced',
      'from keras import Sequential\ndef Sequential(x):\n    return x\nm = Sequential([])',
    ],
    ['a star import from a module that is not known', 'from mylib import *\nm = Sequential([])'],
    ['in a comment', 'import keras\n# model = keras.Sequential([keras.layers.Dense(8)])'],
    ['in a docstring', 'import keras\n"""\nmodel = keras.Sequential([keras.layers.Dense(8)])\n"""'],
    ['in a string', 'import keras\ntext = "keras.Sequential([])"'],
    ['in a formatted string', 'import keras\ntext = f"keras.Sequential([])"'],
    ['in a class that shares a name with an alias', 'class A:\n    import keras\nm = keras.Sequential([])'],
  ])('%s', (_, text) => {
    expect(read(text).filter(({ framework }) => framework === 'keras')).toEqual([]);
  });

  test.each([
    ['own class', 'class Dense:\n    def __init__(self, n):\n        pass'],
    ['own library', 'from mylib import Dense'],
    ['own function', 'def Dense(n):\n    return None'],
    ['PyTorch', 'from torch.nn import Linear as Dense'],
  ])('a layer of %s is an element that cannot be read', (_, before) => {
    const [model] = read(`import keras\n${before}\nmodel = keras.Sequential([Dense(8)])`);
    expect(model!.layers).toEqual([]);
    expect(model!.unreadable).toMatchObject([{ before: 0, what: '“Dense(8)”' }]);
    expect(model!.parameters).toBeUndefined();
  });

  test('only names that keras.layers exports come from its star import', () => {
    const [model] = read(
      'import keras\nfrom keras.layers import *\nmodel = keras.Sequential([Dense(8), MyBlock(3)])',
    );
    expect(kinds(model!)).toBe('Dense');
    expect(model!.unreadable).toMatchObject([{ before: 1, what: '“MyBlock(3)”' }]);
  });

  test('files that are not Python have no definitions', async () => {
    const { readDefinitions } = await import('../../src/definition/source.ts');
    const text = 'import keras\nmodel = keras.Sequential([keras.layers.Dense(8)])';
    expect(readDefinitions('notes.txt', text)).toEqual([]);
    expect(readDefinitions('/a/Model.PY', text)).toHaveLength(1);
  });
});
