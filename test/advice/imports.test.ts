import { describe, expect, test } from 'vitest';
import { applied, DROPOUT_L2, edit } from './edit.ts';

/** Imports, callee prefix → imports after the edit, how Dropout and the penalty are written. */
describe('names are written as the file imports them', () => {
  test.each([
    [
      'module and keras',
      'from tensorflow import keras\nfrom tensorflow.keras import layers',
      'keras.Sequential',
      'layers.Dense',
      undefined,
      'layers.Dropout',
      'keras.regularizers.L2',
    ],
    [
      'keras alone',
      'import keras',
      'keras.Sequential',
      'keras.layers.Dense',
      undefined,
      'keras.layers.Dropout',
      'keras.regularizers.L2',
    ],
    [
      'tf',
      'import tensorflow as tf',
      'tf.keras.Sequential',
      'tf.keras.layers.Dense',
      undefined,
      'tf.keras.layers.Dropout',
      'tf.keras.regularizers.L2',
    ],
    [
      'an alias of the layers, tf for the rest',
      'import tensorflow as tf\nfrom tensorflow.keras import layers as L',
      'tf.keras.Sequential',
      'L.Dense',
      undefined,
      'L.Dropout',
      'tf.keras.regularizers.L2',
    ],
    [
      'an alias by assignment',
      'import tensorflow as tf\nkl = tf.keras.layers\nK = tf.keras',
      'K.Sequential',
      'kl.Dense',
      undefined,
      'kl.Dropout',
      'K.regularizers.L2',
    ],
    [
      'names: the import is extended, a line is added',
      'from tensorflow.keras.models import Sequential\nfrom tensorflow.keras.layers import Dense',
      'Sequential',
      'Dense',
      'from tensorflow.keras.models import Sequential\nfrom tensorflow.keras.layers import Dense, Dropout\nfrom tensorflow.keras import regularizers',
      'Dropout',
      'regularizers.L2',
    ],
    [
      'names from Keras 3, other imports below',
      'from keras.models import Sequential\nfrom keras.layers import Dense\nimport numpy as np',
      'Sequential',
      'Dense',
      'from keras.models import Sequential\nfrom keras.layers import Dense, Dropout\nimport numpy as np\nfrom keras import regularizers',
      'Dropout',
      'regularizers.L2',
    ],
    [
      'names in parentheses, one a line',
      'import keras\nfrom keras.layers import (\n    Dense,\n    Flatten,\n)',
      'keras.Sequential',
      'Dense',
      'import keras\nfrom keras.layers import (\n    Dense,\n    Flatten,\n    Dropout,\n)',
      'Dropout',
      'keras.regularizers.L2',
    ],
    [
      'names already there',
      'import keras\nfrom keras.layers import Dense, Dropout',
      'keras.Sequential',
      'Dense',
      undefined,
      'Dropout',
      'keras.regularizers.L2',
    ],
    [
      'names under aliases',
      'import keras\nfrom keras.layers import Dense as D, Dropout as Dr',
      'keras.Sequential',
      'D',
      undefined,
      'Dr',
      'keras.regularizers.L2',
    ],
    [
      'an alias at the end of the import',
      'import keras\nfrom keras.layers import Dense as D',
      'keras.Sequential',
      'D',
      'import keras\nfrom keras.layers import Dense as D, Dropout',
      'Dropout',
      'keras.regularizers.L2',
    ],
    [
      'a star import',
      'import keras\nfrom keras.layers import *',
      'keras.Sequential',
      'Dense',
      undefined,
      'Dropout',
      'keras.regularizers.L2',
    ],
    [
      'a star import of keras',
      'from keras import *',
      'Sequential',
      'layers.Dense',
      undefined,
      'layers.Dropout',
      'regularizers.L2',
    ],
    [
      'regularizers as a module',
      'from keras import Sequential, layers, regularizers as R',
      'Sequential',
      'layers.Dense',
      undefined,
      'layers.Dropout',
      'R.L2',
    ],
    [
      'regularizers by name',
      'import keras\nfrom keras.regularizers import l2',
      'keras.Sequential',
      'keras.layers.Dense',
      undefined,
      'keras.layers.Dropout',
      'l2',
    ],
    [
      'regularizers by name and alias',
      'import keras\nfrom keras.regularizers import L2 as ridge',
      'keras.Sequential',
      'keras.layers.Dense',
      undefined,
      'keras.layers.Dropout',
      'ridge',
    ],
    [
      'another regularizer by name: its import is extended, in its case',
      'import keras\nfrom keras.regularizers import l1',
      'keras.Sequential',
      'keras.layers.Dense',
      'import keras\nfrom keras.regularizers import l1, l2',
      'keras.layers.Dropout',
      'l2',
    ],
    [
      'Dropout is taken: the module is used',
      'import keras\nfrom keras.layers import Dense\nclass Dropout:\n    pass',
      'keras.Sequential',
      'Dense',
      undefined,
      'keras.layers.Dropout',
      'keras.regularizers.L2',
    ],
    [
      'tf_keras',
      'from tf_keras.models import Sequential\nfrom tf_keras import layers',
      'Sequential',
      'layers.Dense',
      'from tf_keras.models import Sequential\nfrom tf_keras import layers\nfrom tf_keras import regularizers',
      'layers.Dropout',
      'regularizers.L2',
    ],
  ])('%s', (_, imports, sequential, dense, importsAfter, dropout, penalty) => {
    const before = `${imports}\n\nm = ${sequential}([${dense}(8), ${dense}(1)])\n`;
    const after = `${importsAfter ?? imports}\n\nm = ${sequential}([${dense}(8, kernel_regularizer=${penalty}(1e-3)), ${dropout}(0.3), ${dense}(1, kernel_regularizer=${penalty}(1e-3))])\n`;
    expect(edit(before, DROPOUT_L2)).toBe(after);
    expect(applied(after, DROPOUT_L2)).toBe(true);
  });

  test('imports inside a function are extended there', () => {
    const before = `def build():
    from keras.models import Sequential
    from keras.layers import Dense
    return Sequential([Dense(8), Dense(1)])
`;
    expect(edit(before, DROPOUT_L2)).toBe(`def build():
    from keras.models import Sequential
    from keras.layers import Dense, Dropout
    from keras import regularizers
    return Sequential([Dense(8, kernel_regularizer=regularizers.L2(1e-3)), Dropout(0.3), Dense(1, kernel_regularizer=regularizers.L2(1e-3))])
`);
  });

  test('the function l2 that is imported directly is reused for both penalties', () => {
    const before =
      'import keras\nfrom keras.regularizers import l1_l2\nm = keras.Sequential([keras.layers.Dense(1)])\n';
    expect(edit(before, { l1: 1e-5, l2: 1e-4 })).toBe(
      'import keras\nfrom keras.regularizers import l1_l2\nm = keras.Sequential([keras.layers.Dense(1, kernel_regularizer=l1_l2(l1=1e-5, l2=1e-4))])\n',
    );
  });
});
