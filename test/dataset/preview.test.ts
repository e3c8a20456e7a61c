import { expect, test } from 'vitest';
import { likelyTarget, previewColumns } from '../../src/dataset/preview.ts';
import { temporaryFolder } from './temporary.ts';

const folder = temporaryFolder();

test('digits', async () => {
  const columns = await previewColumns('examples/digits/digits.csv');
  expect(columns).toHaveLength(65);
  expect(columns.at(-1)).toEqual({ name: 'digit', kind: 'number', whole: true, distinct: 10, filled: 1797 });
  expect(likelyTarget(columns)?.name).toBe('digit');
});

test('diabetes: the last column, though it does not hold classes', async () => {
  expect(likelyTarget(await previewColumns('examples/diabetes/diabetes.csv'))?.name).toBe('progression');
});

test('kinds and counts', async () => {
  const file = await folder.write('a,b,c,d\n1,x,0.5,\n2,y,1,NaN\n2,x,,3\n');
  expect(await previewColumns(file)).toEqual([
    { name: 'a', kind: 'number', whole: true, distinct: 2, filled: 3 },
    { name: 'b', kind: 'text', whole: false, distinct: 2, filled: 3 },
    { name: 'c', kind: 'number', whole: false, distinct: 2, filled: 2 },
    { name: 'd', kind: 'number', whole: true, distinct: 1, filled: 1 },
  ]);
});

const number = (name: string, distinct = 500) => ({
  name,
  kind: 'number' as const,
  whole: false,
  distinct,
  filled: 500,
});
const text = (name: string, distinct: number) => ({
  name,
  kind: 'text' as const,
  whole: false,
  distinct,
  filled: 500,
});

test.each([
  ['a usual name', [number('x'), number('Target'), text('z', 3)], 'Target'],
  ['classes at the end', [text('a', 3), number('x'), text('z', 3)], 'z'],
  ['numbers at the end', [text('a', 3), number('x')], 'x'],
  ['names at the end', [number('x'), text('species', 3), text('name', 500)], 'species'],
  ['a constant at the end', [text('a', 3), number('x', 1)], 'a'],
  ['nothing suitable', [text('name', 500)], undefined],
])('likely target: %s', (_, columns, expected) => {
  expect(likelyTarget(columns)?.name).toBe(expected);
});
