/** Variables of JavaScript that other code changes, and steps of loops. */
import { expect, test } from 'vitest';
import { read } from './read.ts';

const unitsIn = (code: string) => read(code).models[0]!.layers[0]!.settings.units;
const UNKNOWN = { value: undefined, origin: 'unknown' };

test.each([
  [
    'a variable that a function assigns',
    'let units = 32;\nfunction resize(n) { units = n; }\nexport function build() { return tf.sequential({ layers: [tf.layers.dense({ units })] }); }',
  ],
  [
    'a variable that a function below assigns',
    'let units = 32;\nexport function build() { return tf.sequential({ layers: [tf.layers.dense({ units })] }); }\nbutton.onclick = () => { units += 8; };',
  ],
  [
    'the variable of a function that an inner one assigns',
    'function App() {\n  let units = 32;\n  const grow = () => { units++; };\n  const build = () => tf.sequential({ layers: [tf.layers.dense({ units })] });\n}',
  ],
  [
    'the step of a loop',
    'function build(sizes) {\n  const model = tf.sequential();\n  for (let i = 0; i < sizes.length; ++i) {\n    model.add(tf.layers.dense({ units: i === 0 ? 4 : 7 }));\n  }\n}',
  ],
  [
    'a getter that needs data',
    'class Data {\n  constructor() { this.rows = null; }\n  async load() { [this.rows, this.labels] = await fetchAll(); }\n  get width() {\n    if (this.rows == null) throw new Error("load first");\n    return this.rows[0].length;\n  }\n}\nconst data = new Data();\nfunction build() { return tf.sequential({ layers: [tf.layers.dense({ units: data.width })] }); }',
  ],
])('unknown: %s', (_, code) => {
  expect(unitsIn(code)).toMatchObject(UNKNOWN);
});

test('a variable that nothing else assigns', () => {
  const code =
    'let units = 32;\nlet other = 1;\nfunction resize() { other = 2; }\nfunction build() { return tf.sequential({ layers: [tf.layers.dense({ units })] }); }';
  expect(unitsIn(code)).toMatchObject({ value: 32, origin: 'constant' });
});

test('the library as a parameter', () => {
  const code =
    'function build(tf, width) {\n  const model = tf.sequential();\n  model.add(tf.layers.dense({ units: 3, inputShape: [2] }));\n  return model;\n}';
  expect(read(code).models[0]).toMatchObject({ parameters: 9 });
});
