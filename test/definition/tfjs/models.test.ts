import { describe, expect, test } from 'vitest';
import { describeModels } from './read.ts';

/** Title, file, code, and each model: `name style : parameters`, then its layers. */
type Row = [title: string, file: string, code: string, models: string[][]];

const SEQUENTIAL: Row[] = [
  [
    'a list, with named imports',
    'model.ts',
    `import { sequential, layers, regularizers } from '@tensorflow/tfjs-node';
const net = sequential({ layers: [
  layers.dense({ units: 32, inputShape: [10], kernelRegularizer: regularizers.l2({ l2: 0.02 }) }),
  layers.dropout({ rate: 0.5 }), layers.dense({ units: 1, activation: 'sigmoid' }),
] });`,
    [
      [
        // 10·32 + 32, and 32 + 1.
        'net sequential : 385',
        '3 Dense units=32 l1=0 l2=0.02 → 32 : 352',
        '4 Dropout rate=0.5 → 32 : 0',
        '4 Dense units=1 activation=sigmoid → 1 : 33',
      ],
    ],
  ],
  [
    'add in a function that answers the model; a spread object, a parameter’s default, constant arithmetic',
    'model.js',
    `const HIDDEN = 128;
const base = { activation: 'relu', kernelInitializer: 'heNormal' };
export function createModel(units = 64) {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 5, ...base }));
  model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: [2, 2] }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: HIDDEN * 2 }));
  model.add(tf.layers.dense({ units, activation: 'softmax' }));
  return model;
}`,
    [
      [
        'model sequential : 311824',
        // 5·5·1·8 + 8.
        '5 Conv2D filters=8 size=[5] activation=relu (constant) kernelInitializer={"name":"he_normal","arguments":{}} (constant) → 24×24×8 : 208',
        '6 MaxPooling2D size=[2] strides=[2,2] → 12×12×8 : 0',
        '7 Flatten → 1152 : 0',
        // 1152·256 + 256, and 256·64 + 64.
        '8 Dense units=256 (constant) → 256 : 295168',
        '9 Dense units=64 (parameter) activation=softmax → 64 : 16448',
      ],
    ],
  ],
  [
    'CommonJS and an arrow function, asynchronous',
    'train.cjs',
    `const tf = require('@tensorflow/tfjs-node-gpu');
const build = async () => {
  const model = tf.sequential({ name: 'small' });
  model.add(tf.layers.dense({ units: 4, inputDim: 3 }));
  return model;
};
module.exports = { build };`,
    [['model sequential : 16', '4 Dense units=4 → 4 : 16']],
  ],
  [
    'the global of a script tag',
    'script.js',
    `let model;
async function run() {
  model = tf.sequential();
  model.add(tf.layers.dense({ units: 1, inputShape: [1] }));
}`,
    [['model sequential : 2', '4 Dense units=1 → 1 : 2']],
  ],
  [
    'the default import, and in a class',
    'trainer.ts',
    `import tf from '@tensorflow/tfjs';
export class Trainer {
  private model: tf.Sequential;
  constructor(private readonly rate: number) {
    this.model = tf.sequential();
    this.model.add(tf.layers.lstm({ units: 5, inputShape: [7, 3], recurrentDropout: 0.2 }));
    this.model.add(tf.layers.dropout({ rate: this.rate }));
  }
}`,
    // 4·5·(3 + 5 + 1).
    [['model sequential : 180', '6 LSTM units=5 recurrentRate=0.2 → 5 : 180', '7 Dropout rate=? → 5 : 0']],
  ],
  [
    'wrappers in a component',
    'Trainer.jsx',
    `import * as tf from '@tensorflow/tfjs';
export default function Trainer({ words }) {
  const train = async () => {
    const net = tf.sequential();
    net.add(tf.layers.embedding({ inputDim: 1000, outputDim: 16, inputLength: 20 }));
    net.add(tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 8, returnSequences: true }), mergeMode: 'concat' }));
    net.add(tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 4 }) }));
    await net.fit(words.xs, words.ys);
  };
  return <button onClick={train}>{words.length < 3 ? 'few' : 'many'}</button>;
}`,
    [
      [
        'net sequential : 17668',
        '5 Embedding vocabulary=1000 outputSize=16 → 20×16 : 16000',
        // Twice 4·8·(16 + 8 + 1).
        '6 Bidirectional merge=concat → 20×16 : 1600',
        '7 TimeDistributed → 20×4 : 68',
      ],
    ],
  ],
  [
    'a loop over known sizes: one call, several layers',
    'loop.js',
    `const model = tf.sequential();
model.add(tf.layers.dense({ units: 8, inputShape: [4] }));
for (const units of [16, 16]) {
  model.add(tf.layers.dense({ units, activation: 'relu' }));
}`,
    // 4·8 + 8, 8·16 + 16, 16·16 + 16.
    [
      [
        'model sequential : 456',
        '2 Dense units=8 → 8 : 40',
        '4 Dense units=? activation=relu in loop × 2 → 16 : ?',
      ],
    ],
  ],
  [
    'an initializer with arguments, and one by name that TensorFlow.js writes in its own way',
    'init.mjs',
    `const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 2, inputShape: [2], useBias: false, kernelInitializer: tf.initializers.varianceScaling({ scale: 2, mode: 'fanAvg', distribution: 'uniform' }) }),
  tf.layers.dense({ units: 2, kernelInitializer: 'leCunNormal' }),
] });`,
    [
      [
        'model sequential : 10',
        '2 Dense units=2 useBias=false kernelInitializer={"name":"variance_scaling","arguments":{"scale":2,"mode":"fanAvg","distribution":"uniform"}} → 2 : 4',
        '3 Dense units=2 kernelInitializer={"name":"lecun_normal","arguments":{}} → 2 : 6',
      ],
    ],
  ],
  [
    'a reshape whose free axis is null',
    'reshape.js',
    `const model = tf.sequential();
model.add(tf.layers.reshape({ targetShape: [3, null], inputShape: [12] }));`,
    [['model sequential : 0', '2 Reshape targetShape=[3,-1] → 3×4 : 0']],
  ],
  [
    'under a condition: the settings are those that stand there',
    'condition.js',
    `function build(deep) {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ filters: 4, kernelSize: [3, 5], inputShape: [8, 8, 3] }));
  if (deep) {
    model.add(tf.layers.conv2d({ filters: 2, kernelSize: [3, 3], kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }) }));
  }
  return model;
}`,
    [
      [
        'model sequential : ?',
        '3 Conv2D filters=4 size=[3,5] → 6×4×4 : 184',
        '5 Conv2D filters=2 size=[3,3] l1=0 l2=0.1 in condition → 4×2×2 : 74',
      ],
    ],
  ],
];

const FUNCTIONAL: Row[] = [
  [
    'branches that meet',
    'graph.js',
    `const input = tf.input({ shape: [8] });
const left = tf.layers.dense({ units: 4 }).apply(input);
const right = tf.layers.dense({ units: 6, kernelRegularizer: tf.regularizers.l1({ l1: 0.1 }) }).apply(input);
const joined = tf.layers.concatenate().apply([left, right]);
const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2 }).apply(joined) });`,
    [
      [
        // 8·4 + 4, 8·6 + 6, 10·2 + 2.
        'model functional : 112',
        '1 Input → 8 : 0',
        '2 Dense units=4 → 4 : 36',
        '3 Dense units=6 l1=0.1 l2=0 → 6 : 54',
        '4 Concatenate → 10 : 0',
        '5 Dense units=2 → 2 : 22',
      ],
    ],
  ],
  [
    'an arrow function with types, a block of the file',
    'net.tsx',
    `import * as tf from '@tensorflow/tfjs';
import type { LayersModel } from '@tensorflow/tfjs';
interface Props { rate: number }
const L2 = 1e-4;
export const createNet = (classes: number = 10): LayersModel => {
  const input = tf.input({ shape: [32, 32, 3] });
  let x = tf.layers.conv2d({ filters: 16, kernelSize: 3, padding: 'same' }).apply(input) as tf.SymbolicTensor;
  x = tf.layers.batchNormalization().apply(x) as tf.SymbolicTensor;
  x = block(x, 32);
  x = tf.layers.globalAveragePooling2d({}).apply(x) as tf.SymbolicTensor;
  const output = tf.layers.dense({ units: classes, kernelRegularizer: tf.regularizers.l2({ l2: L2 }) }).apply(x);
  return tf.model({ inputs: input, outputs: output as tf.SymbolicTensor });
};
function block(x: tf.SymbolicTensor, filters: number) {
  const y = tf.layers.depthwiseConv2d({ kernelSize: 3, padding: 'same' }).apply(x);
  return tf.layers.conv2d({ filters, kernelSize: 1 }).apply(y) as tf.SymbolicTensor;
}
export const View = ({ rate }: Props) => <p>{rate}</p>;`,
    [
      [
        // 448 + 64, 3·3·16 + 16, 16·32 + 32, 32·10 + 10.
        'createNet functional + 1 block : 1546',
        '6 Input → 32×32×3 : 0',
        '7 Conv2D filters=16 size=[3] padding=same → 32×32×16 : 448',
        '8 BatchNormalization → 32×32×16 : 64',
        '10 GlobalAveragePooling2D → 32 : 0',
        '11 Dense units=10 (parameter) l1=0 l2=0.0001 → 10 : 330',
      ],
      [
        'block function : ?',
        '15 DepthwiseConv2D size=[3] padding=same → ? : ?',
        '16 Conv2D filters=? size=[1] → ? : ?',
      ],
    ],
  ],
  [
    'several inputs; one layer applied twice',
    'twins.js',
    `const a = tf.input({ shape: [6] });
const b = tf.layers.input({ shape: [6] });
const shared = tf.layers.dense({ units: 3 });
const twin = [a, b].map((x) => shared.apply(x));
const out = tf.layers.add().apply([shared.apply(a), shared.apply(b)]);
const model = tf.model({ inputs: [a, b], outputs: [out] });`,
    [
      [
        'model functional : 21',
        '1 Input → 6 : 0',
        '2 Input → 6 : 0',
        '3 Dense units=3 → 3 : 21',
        '5 Add → 3 : 0',
      ],
    ],
  ],
  [
    'an encoder whose states begin a decoder',
    'seq2seq.js',
    `const source = tf.input({ shape: [10, 4] });
const [, h, c] = tf.layers.lstm({ units: 6, returnState: true }).apply(source);
const target = tf.input({ shape: [12, 4] });
const sequence = tf.layers.lstm({ units: 6, returnSequences: true }).apply(target, { initialState: [h, c] });
const model = tf.model({ inputs: [source, target], outputs: tf.layers.dense({ units: 3 }).apply(sequence) });`,
    [
      [
        // Twice 4·6·(4 + 6 + 1), 6·3 + 3.
        'model functional : 549',
        '1 Input → 10×4 : 0',
        '2 LSTM units=6 returnState=true → 6 : 264',
        '3 Input → 12×4 : 0',
        '4 LSTM units=6 returnSequences=true → 12×6 : 264',
        '5 Dense units=3 → 12×3 : 21',
      ],
    ],
  ],
  [
    'a layer of a loaded model, which cannot be seen, in the middle',
    'middle.js',
    `async function middle() {
  const loaded = await tf.loadLayersModel('file://model.json');
  const input = tf.input({ shape: [4] });
  const hidden = loaded.layers[2].apply(input);
  return tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2 }).apply(hidden) });
}`,
    [['middle functional : ?', '3 Input → 4 : 0', '5 Dense units=2 → ? : ?']],
  ],
  [
    'on a loaded model: what comes out of it is not known',
    'transfer.js',
    `async function transfer() {
  const base = await tf.loadLayersModel('https://example.org/model.json');
  const features = base.getLayer('conv_pw_13_relu').output;
  const output = tf.layers.dense({ units: 4 }).apply(tf.layers.flatten().apply(features));
  return tf.model({ inputs: base.inputs, outputs: output });
}`,
    [['transfer functional : ?', '4 Flatten → ? : 0', '4 Dense units=4 → 4 : ?']],
  ],
];

const CLASSES: Row[] = [
  [
    'a layer of one’s own: the layers in it, and its use',
    'custom.js',
    `class Gate extends tf.layers.Layer {
  constructor(config) {
    super(config);
    this.dense = tf.layers.dense({ units: 16, useBias: false });
    this.drop = tf.layers.dropout({ rate: 0.1 });
  }
  call(inputs) {
    return tf.relu(this.drop.apply(this.dense.apply(inputs)));
  }
  static get className() { return 'Gate'; }
}
const input = tf.input({ shape: [8] });
const model = tf.model({ inputs: input, outputs: new Gate().apply(input) });`,
    [
      ['Gate subclass : ?', '4 Dense units=16 useBias=false → ? : ?', '5 Dropout rate=0.1 → ? : 0'],
      // 8·16.
      ['model functional + 1 Gate : 128', '12 Input → 8 : 0'],
    ],
  ],
  [
    'a layer with weights of its own: they are counted, and are no layers of the library',
    'linear.js',
    `class Linear extends tf.layers.Layer {
  build(inputShape) {
    this.kernel = this.addWeight('kernel', [16, 8], 'float32', tf.initializers.ones());
    this.bias = this.addWeight('bias', [8]);
  }
  call(x) { return tf.add(tf.matMul(x, this.kernel.read()), this.bias.read()); }
}
const input = tf.input({ shape: [3] });
const hidden = tf.layers.dense({ units: 16 }).apply(input);
const model = tf.model({ inputs: input, outputs: tf.layers.dense({ units: 1, useBias: false }).apply(new Linear().apply(hidden)) });`,
    // 3·16 + 16, and no more than that is known.
    [
      [
        'model functional : ?',
        '8 Input → 3 : 0',
        '9 Dense units=16 → 16 : 64',
        '10 Dense units=1 useBias=false → ? : ?',
      ],
    ],
  ],
  [
    'a method that is bound in the constructor',
    'bound.js',
    `class Net {
  constructor() { this.build = this.build.bind(this); }
  build() {
    const model = tf.sequential();
    model.add(tf.layers.dense({ units: 1, inputShape: [1] }));
    return model;
  }
}`,
    [['model sequential : 2', '5 Dense units=1 → 1 : 2']],
  ],
  [
    'names that are not TensorFlow.js’',
    'others.js',
    `import { layers } from './my-layers';
function dense(config) { return config; }
layers.dense({ units: 3 });
dense({ units: 4 });`,
    [],
  ],
];

describe.each([
  ['sequential', SEQUENTIAL],
  ['functional', FUNCTIONAL],
  ['classes', CLASSES],
])('%s', (_name, rows) => {
  test.each(rows)('%s', (_title, file, code, models) => {
    expect(describeModels(code, file)).toEqual(models);
  });
});
