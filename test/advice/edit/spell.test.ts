import { describe, expect, test } from 'vitest';
import { renameCall } from '../../../src/advice/edit/rename.ts';
import { type Editable, editable } from '../../../src/advice/edit/source.ts';
import { spell } from '../../../src/advice/edit/spell.ts';
import { applyEdits } from '../../../src/advice/edits.ts';
import { edited, marked } from './source.ts';

type Library = 'keras' | 'pytorch' | 'tfjs';

/** How a name is written at the mark, and the source with the imports that it needs. */
function spelled(library: Library, path: string, text: string, above: string[] = []) {
  const language = library === 'tfjs' ? 'javascript' : 'python';
  const { source, places } = marked(language, text);
  const spelling = spell(editable(language, source.text, above), library, path, places[0]!);
  return spelling ? [spelling.text, applyEdits(source.text, spelling.edits)] : ['refused'];
}

const unchanged = (text: string) => text.replace(/[«»]/g, '');

describe('a name that the imports give already', () => {
  test.each<[string, Library, string, string, string]>([
    [
      'the name',
      'keras',
      'keras.layers.Dropout',
      'from keras.layers import Dense, Dropout\n«Dense(8)»',
      'Dropout',
    ],
    ['an alias', 'keras', 'keras.layers.Dropout', 'from keras.layers import Dropout as D\n«Dense(8)»', 'D'],
    [
      'the neighbour’s prefix',
      'keras',
      'keras.layers.Dropout',
      'from tensorflow import keras as k\n«k.layers.Dense(8)»',
      'k.layers.Dropout',
    ],
    [
      'the module',
      'keras',
      'keras.regularizers.L2',
      'from keras import layers, regularizers as r\n«layers.Dense(8)»',
      'r.L2',
    ],
    [
      'the package',
      'keras',
      'keras.regularizers.L2',
      'import keras\nfrom keras import layers\n«layers.Dense(8)»',
      'keras.regularizers.L2',
    ],
    [
      'TensorFlow',
      'keras',
      'keras.callbacks.EarlyStopping',
      'import tensorflow as tf\n«x»',
      'tf.keras.callbacks.EarlyStopping',
    ],
    [
      'TensorFlow’s compatible version',
      'keras',
      'keras.layers.Dropout',
      'import tensorflow.compat.v1 as tf\n«x»',
      'tf.keras.layers.Dropout',
    ],
    [
      'an assigned alias',
      'keras',
      'keras.layers.Dropout',
      'import tensorflow as tf\nkl = tf.keras.layers\n«kl.Dense(8)»',
      'kl.Dropout',
    ],
    ['a star import', 'keras', 'keras.layers.Dropout', 'from keras.layers import *\n«Dense(8)»', 'Dropout'],
    [
      'one of two imports',
      'keras',
      'keras.layers.Dropout',
      'try:\n    import keras\nexcept ImportError:\n    from tensorflow import keras\n«keras.layers.Dense(8)»',
      'keras.layers.Dropout',
    ],
    [
      'an import in the function',
      'keras',
      'keras.layers.Dropout',
      'def f():\n    from keras import layers as kl\n    return «kl.Dense(8)»\n',
      'kl.Dropout',
    ],
    [
      'an import below the function',
      'keras',
      'keras.layers.Dropout',
      'def f():\n    return «L.Dense(8)»\nfrom keras import layers as L\n',
      'L.Dropout',
    ],
    ['PyTorch’s nn', 'pytorch', 'torch.nn.Dropout', 'import torch.nn as nn\n«nn.Linear(8, 4)»', 'nn.Dropout'],
    ['PyTorch’s nn by from', 'pytorch', 'torch.nn.Dropout', 'from torch import nn, optim\n«x»', 'nn.Dropout'],
    ['torch alone', 'pytorch', 'torch.optim.AdamW', 'import torch\n«x»', 'torch.optim.AdamW'],
    [
      'an import under torch',
      'pytorch',
      'torch.nn.Dropout',
      'import torch.nn\n«torch.nn.Linear(8, 4)»',
      'torch.nn.Dropout',
    ],
    [
      'tf of a script tag',
      'tfjs',
      'tfjs.layers.dropout',
      '«tf.layers.dense({units: 8})»',
      'tf.layers.dropout',
    ],
  ])('%s', (_, library, path, text, expected) => {
    expect(spelled(library, path, text)).toEqual([expected, unchanged(text)]);
  });

  test.each<[string, string, string]>([
    ['the module', "import * as tfjs from '@tensorflow/tfjs-node';\n«x»", 'tfjs.layers.dropout'],
    [
      'a part',
      "import { layers, sequential } from '@tensorflow/tfjs';\n«layers.dense({units: 8})»",
      'layers.dropout',
    ],
    ['require', "const tf = require('@tensorflow/tfjs');\n«x»", 'tf.layers.dropout'],
    [
      'a pattern',
      "import * as tf from '@tensorflow/tfjs';\nconst { layers: L } = tf;\n«L.dense()»",
      'L.dropout',
    ],
    ['default', "import tf from '@tensorflow/tfjs';\n«x»", 'tf.layers.dropout'],
  ])('TensorFlow.js: %s', (_, text, expected) => {
    expect(spelled('tfjs', 'tfjs.layers.dropout', text)).toEqual([expected, unchanged(text)]);
  });
});

describe('an import that is added', () => {
  test.each<[string, Library, string, string, string, string]>([
    [
      'to a list',
      'keras',
      'keras.layers.Dropout',
      'from keras.layers import Dense\n«Dense(8)»',
      'Dropout',
      'from keras.layers import Dense, Dropout\nDense(8)',
    ],
    [
      'behind an alias',
      'keras',
      'keras.layers.Dropout',
      'from keras.layers import Dense as D\n«D(8)»',
      'Dropout',
      'from keras.layers import Dense as D, Dropout\nD(8)',
    ],
    [
      'in parentheses',
      'keras',
      'keras.layers.Dropout',
      'from keras.layers import (\r\n\tDense,\r\n\tFlatten,  # flat\r\n)\r\n«Dense(8)»',
      'Dropout',
      'from keras.layers import (\r\n\tDense,\r\n\tFlatten,  # flat\r\n\tDropout,\r\n)\r\nDense(8)',
    ],
    [
      'a line of its own, below the imports',
      'keras',
      'keras.regularizers.L2',
      'from tensorflow.keras.layers import Dense\nimport numpy as np\n\n«Dense(8)»',
      'regularizers.L2',
      'from tensorflow.keras.layers import Dense\nimport numpy as np\nfrom tensorflow.keras import regularizers\n\nDense(8)',
    ],
    [
      'from the same package',
      'keras',
      'keras.callbacks.EarlyStopping',
      'from tf_keras.models import Sequential\n«x»',
      'EarlyStopping',
      'from tf_keras.models import Sequential\nfrom tf_keras.callbacks import EarlyStopping\nx',
    ],
    [
      'in the function',
      'keras',
      'keras.layers.Dropout',
      'def f():\n    from keras.layers import Dense\n    return «Dense(8)»\n',
      'Dropout',
      'def f():\n    from keras.layers import Dense, Dropout\n    return Dense(8)\n',
    ],
    [
      'to PyTorch’s list',
      'pytorch',
      'torch.optim.AdamW',
      'from torch.optim import SGD\n«x»',
      'AdamW',
      'from torch.optim import SGD, AdamW\nx',
    ],
    [
      'PyTorch, a line of its own',
      'pytorch',
      'torch.optim.AdamW',
      'from torch.nn import Linear\n«x»',
      'AdamW',
      'from torch.nn import Linear\nfrom torch.optim import AdamW\nx',
    ],
  ])('%s', (_, library, path, text, expected, source) => {
    expect(spelled(library, path, text)).toEqual([expected, source]);
  });
});

test.each<[string, Library, string, string]>([
  [
    'the name is taken',
    'keras',
    'keras.layers.Dropout',
    'from keras.layers import Dense\nclass Dropout: pass\n«Dense(8)»',
  ],
  [
    'the module’s name is taken',
    'keras',
    'keras.regularizers.L2',
    'from keras.layers import Dense\nregularizers = []\n«Dense(8)»',
  ],
  [
    'a parameter',
    'keras',
    'keras.layers.Dropout',
    'from keras.layers import Dense\ndef f(Dropout):\n    return «Dense(8)»\n',
  ],
  ['nothing is imported', 'keras', 'keras.layers.Dropout', 'from mylib import Dense\n«Dense(8)»'],
  ['another library', 'pytorch', 'torch.nn.Dropout', 'import keras\n«x»'],
  ['a name that is bound again', 'pytorch', 'torch.nn.Dropout', 'from torch import nn\nnn = 3\n«x»'],
  ['tf is something else', 'tfjs', 'tfjs.layers.dropout', 'function f(tf) { return «x»; }'],
])('refused: %s', (_, library, path, text) => {
  expect(spelled(library, path, text)).toEqual(['refused']);
});

describe('cells of a notebook', () => {
  test('names of the cells above are seen', () => {
    const above = ['%matplotlib inline\nimport torch\nfrom torch import nn\n'];
    expect(spelled('pytorch', 'torch.nn.Dropout', '!pip list\n«nn.Linear(8, 4)»', above)).toEqual([
      'nn.Dropout',
      '!pip list\nnn.Linear(8, 4)',
    ]);
  });

  test('an import goes to the top of the cell', () => {
    const above = ['from keras.layers import Dense\n'];
    expect(spelled('keras', 'keras.layers.Dropout', 'm.add(«Dense(8)»)\n', above)).toEqual([
      'Dropout',
      'from keras.layers import Dropout\nm.add(Dense(8))\n',
    ]);
  });
});

describe('renameCall', () => {
  test.each<[string, Library, string, string]>([
    [
      'behind a prefix',
      'pytorch',
      'from torch import nn\n«nn.Dropout(0.5)»',
      'from torch import nn\nnn.Dropout2d(0.5)',
    ],
    [
      'imported for this call alone',
      'pytorch',
      'from torch.nn import Dropout, Linear\n«Dropout(0.5)»',
      'from torch.nn import Dropout2d, Linear\nDropout2d(0.5)',
    ],
    [
      'used elsewhere too',
      'pytorch',
      'from torch.nn import Dropout\n«Dropout(0.5)»\nDropout(0.1)',
      'from torch.nn import Dropout, Dropout2d\nDropout2d(0.5)\nDropout(0.1)',
    ],
    [
      'under an alias',
      'pytorch',
      'from torch.nn import Dropout as D\n«D(0.5)»',
      'from torch.nn import Dropout as D, Dropout2d\nDropout2d(0.5)',
    ],
    [
      'imported already',
      'pytorch',
      'from torch.nn import Dropout, Dropout2d\n«Dropout(0.5)»',
      'from torch.nn import Dropout, Dropout2d\nDropout2d(0.5)',
    ],
    [
      'by a star',
      'pytorch',
      'from torch.nn import *\nfrom torch.nn import Dropout\n«Dropout(0.5)»\nDropout(1)',
      'from torch.nn import *\nfrom torch.nn import Dropout\nDropout2d(0.5)\nDropout(1)',
    ],
    [
      'the name is taken',
      'pytorch',
      'from torch.nn import Dropout\nDropout2d = 1\n«Dropout(0.5)»',
      'refused',
    ],
    ['a class of the file', 'pytorch', 'class Dropout: pass\n«Dropout(0.5)»', 'refused'],
    ['TensorFlow.js', 'tfjs', '«tf.train.Dropout(0.5)»', 'tf.train.Dropout2d(0.5)'],
  ])('%s', (_, library, before, after) => {
    const rename = (source: Editable, call: { from: number; to: number }) =>
      renameCall(source, library, call, 'Dropout2d');
    expect(edited(library === 'tfjs' ? 'javascript' : 'python', before, rename)).toBe(after);
  });
});
