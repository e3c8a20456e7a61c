import { expect, test } from 'vitest';
import { baseName, count, listed, roughSize, unbroken } from '../../webview/words/numbers.ts';

test.each([
  [7, '7'],
  [1797.4, '1,797'],
  [1234567, '1,234,567'],
])('count %d', (value, text) => expect(count(value)).toBe(text));

test.each([
  [10 ** -3.5, '3e-4'],
  [0.0732, '7e-2'],
  [0.1, '0.1'],
])('size %d', (value, text) => expect(roughSize(value)).toBe(text));

test.each([
  [[], ''],
  [[0.2], '0.2'],
  [[0.2, 0.5], '0.2 and 0.5'],
  [['a', 'b', 'c'], 'a, b and c'],
])('list %j', (items, text) => expect(listed(items)).toBe(text));

test.each(['/home/a/d.json', 'C:\\a\\d.json', 'd.json'])('the base name of %s', (path) =>
  expect(baseName(path)).toBe('d.json'),
);

test('a strength and a name stay on one line', () => {
  expect(unbroken('Dropout 0.3 + L2 1e-3 from epoch 55')).toBe(
    'Dropout\u00a00.3\u00a0+\u00a0L2\u00a01e\u20113 from epoch\u00a055',
  );
});
