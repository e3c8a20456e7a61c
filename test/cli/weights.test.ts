import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeTensors } from '../../src/weights/safetensors/runTensors.ts';
import { CommandLine } from './commandLine.ts';

const file = (scale: number) =>
  encodeTensors({
    tensors: [
      {
        name: 'fc.weight',
        shape: [3, 2],
        values: Float32Array.of(3, 0, -4, 5e-4, 0, 0).map((w) => scale * w),
      },
      { name: 'fc.bias', shape: [3], values: Float32Array.of(1, 0, 0) },
    ],
    metadata: { format: 'pt' },
  });

let cli: CommandLine;
beforeAll(async () => {
  cli = await CommandLine.start();
  const broken = file(1).subarray(0, 40);
  cli.write({ 'a.safetensors': file(1), 'b.safetensors': file(2), 'broken.safetensors': broken });
});
afterAll(() => cli.dispose());

const tensors = [
  {
    name: 'fc.weight',
    kind: 'kernel',
    shape: [3, 2],
    dtype: 'float32',
    count: 6,
    exactZeros: 3,
    nearZeros: 4,
  },
  { name: 'fc.bias', kind: 'bias', shape: [3], dtype: 'float32', count: 3, exactZeros: 2, l1: 1, max: 1 },
];

describe('reglens weights', () => {
  test('--json is an array with the tensors and the total of each file', () => {
    const { stdout, stderr, status } = cli.run(['weights', 'a.safetensors', 'b.safetensors', '--json']);
    expect([stderr, status]).toEqual(['', 0]);
    expect(JSON.parse(stdout)).toMatchObject([
      { file: 'a.safetensors', tensors, total: { count: 9, exactZeros: 5, nan: 0, inf: 0, max: 4 } },
      { file: 'b.safetensors', tensors: [{ max: 8 }, {}], total: { count: 9, max: 8 } },
    ]);
  });

  test('for people a table, the kinds, and what stands out', () => {
    const { stdout, status } = cli.run(['weights', 'a.safetensors']);
    expect(status).toBe(0);
    expect(stdout.replaceAll('\u202f', ' ')).toBe(`a.safetensors
  safetensors, ${file(1).length} B: 9 weights in 2 tensors

  tensor     kind    shape  type   = 0  ≤ 1e-3  ‖w‖₂  max|w|
  fc.weight  kernel  3×2    f32   50 %    67 %     5       4
  fc.bias    bias    3      f32   67 %    67 %     1       1

  kind         tensors  values   = 0  ≤ 1e-3  ‖w‖₁  ‖w‖₂  max|w|
  kernel             1       6  50 %    67 %     7     5       4
  bias               1       3  67 %    67 %     1     1       1
  all weights        2       9  56 %    67 %     8   5.1       4

  warning: 1 of 3 units in 1 kernel is dead
    All incoming weights are exactly 0: “fc.weight” unit 2. What they put out is the same for every
    input. A hidden unit can be removed where one layer reads it, its constant added to that layer’s
    bias; an output of the model says nothing.
  1 input of 1 kernel is hardly used
    “fc.weight”: all weights that leave them are at most 1e-3 and a hundredth of the kernel’s
    largest. In the first layer this is feature selection, deeper the units before them have no part
    in this kernel.
  50 % of the weights of 1 kernel are exactly 0
    “fc.weight”. Gradient descent alone leaves no exact zeros, with an L1 or L2 penalty neither:
    they come from pruning, from a proximal step, or from rows that were never trained.
`);
  });

  test('--spectrum adds the ranks', () => {
    const { stdout } = cli.run(['weights', 'a.safetensors', '--spectrum']);
    expect(stdout).toContain('max|w|  stable rank  eff. rank');
  });

  test('a file that cannot be read does not stop the others', () => {
    const { stdout, stderr, status } = cli.run(['weights', 'broken.safetensors', 'a.safetensors']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^reglens: broken\.safetensors /);
    expect(stdout).toContain('fc.weight');
  });

  test('--json tells of it in its place', () => {
    const { stdout, status } = cli.run(['weights', 'no.safetensors', 'a.safetensors', '--json']);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject([
      { file: 'no.safetensors', error: { code: 'WEIGHTS_FILE' } },
      { file: 'a.safetensors', tensors },
    ]);
  });

  test('--compare tells what changed', () => {
    const { stdout, status } = cli.run(['weights', 'a.safetensors', 'b.safetensors', '--compare']);
    expect(status).toBe(0);
    expect(stdout.replaceAll('\u202f', ' ')).toContain(`
  tensor       shape  ‖w‖₂  after  moved by  cosine  died  revived
  fc.weight    3×2       5     10   100.0 %   1.000     0        0
  fc.bias      3         1      1     0.0 %   1.000     0        0
  all weights          5.1     10    98.1 %             0        0
`);
    const json = cli.run(['weights', 'a.safetensors', 'b.safetensors', '--compare', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      version: 1,
      files: ['a.safetensors', 'b.safetensors'],
      steps: [{ total: { distance: expect.closeTo(5, 6) } }],
      whole: null,
    });
  });

  test.each([
    [['weights'], 'weights takes one file or more.'],
    [['weights', 'a.safetensors', '--compare'], '--compare takes two files or more.'],
    [['weights', 'a.safetensors', 'b.safetensors', '--compare', '--spectrum'], '--spectrum is for reports'],
  ])('%j is a wrong command line', (args, words) => {
    const { stderr, status } = cli.run(args);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
  });
});
