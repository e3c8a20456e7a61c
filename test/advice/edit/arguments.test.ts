import { describe, expect, test } from 'vitest';
import { removeArgument, setArgument } from '../../../src/advice/edit/arguments.ts';
import { edited } from './source.ts';

describe('setArgument, Python', () => {
  test.each([
    ['no arguments', 'x = «Dense()»', 'x = Dense(rate=0.5)'],
    ['behind others', 'x = «Dense(8, "relu")»\n', 'x = Dense(8, "relu", rate=0.5)\n'],
    ['a trailing comma on the line', 'x = «Dense(8,)»', 'x = Dense(8, rate=0.5,)'],
    ['the value is replaced', 'x = «Dense(8, rate = a + b, name="d")»', 'x = Dense(8, rate = 0.5, name="d")'],
    [
      'one a line',
      'x = «Dense(\n    8,\n    name="d"\n)»\n',
      'x = Dense(\n    8,\n    name="d",\n    rate=0.5\n)\n',
    ],
    [
      'one a line with a trailing comma and comments, tabs, CRLF',
      'x = «Dense(\r\n\t8,  # units\r\n\tname="d",  # a name\r\n)»\r\n',
      'x = Dense(\r\n\t8,  # units\r\n\tname="d",  # a name\r\n\trate=0.5,\r\n)\r\n',
    ],
    [
      'a comment where the comma goes',
      'x = «Dense(\n    8,\n    name="d"  # a name\n)»',
      'x = Dense(\n    8,\n    name="d",  # a name\n    rate=0.5\n)',
    ],
    [
      'the last one shares its line',
      'x = «Dense(8,\n          name="d")»',
      'x = Dense(8,\n          name="d",\n          rate=0.5)',
    ],
    ['nested calls', 'f(«Dense(g(rate=1))»)', 'f(Dense(g(rate=1), rate=0.5))'],
    ['options that are not seen', 'x = «Dense(8, **options)»', 'refused'],
    ['arguments that are not seen', 'x = «Dense(*sizes)»', 'refused'],
    ['options beside the argument', 'x = «Dense(rate=1, **options)»', 'x = Dense(rate=0.5, **options)'],
    ['not closed', 'x = «Dense(8»', 'refused'],
    ['no call', 'x = «Dense»', 'refused'],
  ])('%s', (_, before, after) => {
    expect(edited('python', before, (source, call) => setArgument(source, call, 'rate', '0.5'))).toBe(after);
  });

  test('an argument without a keyword is replaced where it was read', () => {
    const after = edited('python', 'x = «nn.Dropout(«p», True)»', (source, call, [, range]) =>
      setArgument(source, call, 'p', '0.2', [{ name: 'p', range: range! }]),
    );
    expect(after).toBe('x = nn.Dropout(0.2, True)');
  });
});

describe('setArgument, JavaScript', () => {
  test.each([
    ['no arguments', '«tf.layers.dropout()»;', 'tf.layers.dropout({rate: 0.5});'],
    ['no settings', '«dropout({})»', 'dropout({rate: 0.5})'],
    ['behind others', '«dense({ units: 8 })»', 'dense({ units: 8, rate: 0.5 })'],
    ['replaced', "«dense({units: 8, 'rate': r * 2, name})»", "dense({units: 8, 'rate': 0.5, name})"],
    ['shorthand', '«dense({units, rate})»', 'dense({units, rate: 0.5})'],
    [
      'one a line',
      '«dense({\n  units: 8,\n  name: "d", // a name\n})»',
      'dense({\n  units: 8,\n  name: "d", // a name\n  rate: 0.5,\n})',
    ],
    ['settings behind others', '«fit(xs, ys, {epochs: 3})»', 'fit(xs, ys, {epochs: 3, rate: 0.5})'],
    ['something spread in front', '«dense({...base})»', 'refused'],
    ['spread in front of the property', '«dense({...base, rate: 1})»', 'dense({...base, rate: 0.5})'],
    ['a method', '«dense({f() {}})»', 'refused'],
    ['no object', '«dense(settings)»', 'refused'],
    ['new', 'const d = «new Dropout({ rate: 0.1 })»;', 'const d = new Dropout({ rate: 0.5 });'],
  ])('%s', (_, before, after) => {
    expect(edited('javascript', before, (source, call) => setArgument(source, call, 'rate', '0.5'))).toBe(
      after,
    );
  });
});

describe('removeArgument', () => {
  test.each([
    ['the only one', 'python', '«Dense(rate=1)»', 'Dense()'],
    ['the first', 'python', '«Dense(rate=1, name="d")»', 'Dense(name="d")'],
    ['between', 'python', '«Dense(8, rate=1, name="d")»', 'Dense(8, name="d")'],
    [
      'its line',
      'python',
      '«Dense(\n  8,\n  rate=1,  # why\n  name="d",\n)»',
      'Dense(\n  8,\n  name="d",\n)',
    ],
    ['not there', 'python', '«Dense(8)»', 'refused'],
    ['a property', 'javascript', '«dense({units: 8, rate: 1})»', 'dense({units: 8})'],
    ['the first property', 'javascript', '«dense({ rate: 1, units: 8 })»', 'dense({ units: 8 })'],
  ] as const)('%s', (_, language, before, after) => {
    expect(edited(language, before, (source, call) => removeArgument(source, call, 'rate'))).toBe(after);
  });

  test.each([
    ['«Dense(8, «l2(1)»)»', 'Dense(8)'],
    ['«Dense(8, «l2(1)», name="d")»', 'Dense(8, name="d")'],
    ['«Dense(8, «l2(1)», True)»', 'refused'],
  ])('without a keyword: %s', (before, after) => {
    const remove = edited('python', before, (source, call, [, range]) =>
      removeArgument(source, call, 'regularizer', [{ name: 'regularizer', range: range! }]),
    );
    expect(remove).toBe(after);
  });
});
