import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { net } from './source.ts';

interface Golden {
  layers: { code: string; input: number[]; output: number[]; parameters: number }[];
  counted: { code: string; parameters: number }[];
  flows: { code: string; input: number[]; output: number[] }[];
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../../goldens/pytorchLayers.json', import.meta.url), 'utf8'),
);

/** What torch answers beside: the output of one example, by the last node of the flow. */
const last = ({ flow = [] }: ReturnType<typeof net>) => flow.at(-1);

test.each(golden.layers)('$code on $input', ({ code, input, output, parameters }) => {
  const found = net('self.layer(x)', input, `self.layer = ${code}`);
  const features = found.flow?.findLast((node) => node.layer)?.outputShape;
  expect(found.parameters).toBe(parameters);
  expect(features).toEqual(output);
});

test.each(golden.counted)('$code has $parameters parameters', ({ code, parameters }) => {
  expect(net('x', [3], `self.layer = ${code}`).parameters).toBe(parameters);
});

test.each(golden.flows)('$code on $input', ({ code, input, output }) => {
  const found = net(code, input, 'self.unused = nn.Identity()');
  expect(last(found)?.outputShape).toEqual(output);
});
