import { describe, expect, test } from 'vitest';
import { Adviser, type Terms } from '../../src/advice/adviser.ts';
import { applyEdits } from '../../src/advice/edits.ts';
import { DEFAULT_SETTINGS } from '../../src/advice/settings.ts';

const TERMS: Terms = { settings: DEFAULT_SETTINGS };

const file = (content: string, name = 'net.py') => ({ key: name, file: name, content });
const codes = (adviser: Adviser, source: ReturnType<typeof file>, terms = TERMS) =>
  adviser.findings(source, terms).map(({ code, range }) => `${range.startLine} ${code}`);

/** F.dropout without training= in lines 11 and 12, dropout of a single LSTM layer in line 8. */
const NET = `import torch.nn.functional as F
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 32)
        self.lstm = nn.LSTM(32, 20, dropout=0.3)

    def forward(self, x):
        x = F.dropout(self.fc(x), 0.5)
        x = F.dropout(F.relu(x), 0.2)
        return self.lstm(x)
`;
const MENDED = NET.replace('0.5)', '0.5, training=self.training)').replace(
  '0.2)',
  '0.2, training=self.training)',
);

describe('findings', () => {
  test('are those of the text that comes with the question', () => {
    const adviser = new Adviser();
    expect(codes(adviser, file(NET))).toEqual(['8 REG012', '11 REG011', '12 REG011']);
    expect(codes(adviser, file(`\n${NET}`))).toEqual(['9 REG012', '12 REG011', '13 REG011']);
    expect(codes(adviser, file(MENDED))).toEqual(['8 REG012']);
    expect(codes(adviser, file(NET))).toEqual(['8 REG012', '11 REG011', '12 REG011']);
  });

  test('follow the settings at once', () => {
    const adviser = new Adviser();
    expect(codes(adviser, file(NET))).toHaveLength(3);
    const off: Terms = { settings: { ...DEFAULT_SETTINGS, severity: { REG011: 'off' } } };
    expect(codes(adviser, file(NET), off)).toEqual(['8 REG012']);
  });

  test('have no fixes with them: these take time', () => {
    const [told] = new Adviser().findings(file(NET), TERMS);
    expect(told).not.toHaveProperty('fixes');
  });

  // 64·512 + 512 = 33,280 parameters, 333 for each of 100 rows; 512·4 + 4 = 2,052, 21 for each.
  const SIZED = `import keras
from keras import layers
wide = keras.Sequential([layers.Input((64,)), layers.Dense(512, activation='relu'), layers.Dense(4)])
other = keras.Sequential([layers.Input((64,)), layers.Dense(512, activation='relu'), layers.Dense(4)])
`;
  test('know the rows of the model that data are attached to, and of no other', () => {
    const samples = { rows: 100, data: 'digits.csv', model: 'wide' };
    const found = new Adviser()
      .findings(file(SIZED), { ...TERMS, samples })
      .filter(({ code }) => code === 'REG022');
    expect(found.map(({ range }) => range.startLine)).toEqual([3, 3]);
    expect(found[0]?.message).toContain('333 for each of the 100 training rows of digits.csv');
  });

  test('of code that does nothing say so', () => {
    const text = NET.replace('nn.LSTM(32, 20, dropout=0.3)', 'nn.Dropout(0)').replace(
      'self.lstm(',
      'self.lstm(',
    );
    const [idle] = new Adviser().findings(file(text), TERMS);
    expect(idle).toMatchObject({ code: 'REG002', idle: true });
  });
});

describe('fixes', () => {
  test('of a finding, by its number', () => {
    const adviser = new Adviser();
    const [first, none] = adviser.fixes(file(NET), TERMS, [1, 99]);
    expect(first).toHaveLength(1);
    expect(applyEdits(NET, first![0]!.edits)).toBe(NET.replace('0.5)', '0.5, training=self.training)'));
    expect(none).toEqual([]);
  });

  test('of one rule, all at once', () => {
    const [changes, ...others] = new Adviser().fixAll(file(NET), TERMS, { code: 'REG011' });
    expect(others).toEqual([]);
    expect(applyEdits(NET, changes!.edits)).toBe(MENDED);
  });

  test('that are safe, all at once: the one of REG012 is a choice', () => {
    const [changes] = new Adviser().fixAll(file(NET), TERMS, {});
    expect(applyEdits(NET, changes!.edits)).toBe(MENDED);
  });

  test('that meet in one place are made one after the other', () => {
    const nested = NET.replace('F.dropout(F.relu(x), 0.2)', 'F.dropout(F.dropout(x, 0.1), 0.2)');
    const [changes] = new Adviser().fixAll(file(nested), TERMS, { code: 'REG011' });
    const text = applyEdits(nested, changes!.edits);
    expect(text.match(/training=self\.training/g)).toHaveLength(3);
    expect(codes(new Adviser(), file(text))).toEqual(['8 REG012']);
  });

  test('there are none for a file without findings', () => {
    expect(new Adviser().fixAll(file('import torch\n'), TERMS, {})).toEqual([]);
  });
});

describe('a notebook', () => {
  const cells = [
    { number: 0, text: '%matplotlib inline\nimport keras\nfrom keras import layers' },
    {
      number: 2,
      text: 'model = keras.Sequential([layers.Input((8,)), layers.Dense(4), layers.Dropout(50), layers.Dense(2)])',
    },
    {
      number: 3,
      text: 'other = keras.Sequential([layers.Input((8,)), layers.Dense(4), layers.Dropout(20), layers.Dense(2)])',
    },
  ];
  const notebook = { key: 'lab', file: 'lab.ipynb', content: cells };

  test('has its findings in their cells', () => {
    const found = new Adviser().findings(notebook, TERMS);
    expect(found.map(({ code, range }) => [code, range.cell, range.startLine])).toEqual([
      ['REG002', 2, 1],
      ['REG002', 3, 1],
    ]);
  });

  test('is fixed in all cells, or in one', () => {
    const all = new Adviser().fixAll(notebook, TERMS, { code: 'REG002' });
    expect(all.map(({ cell, edits }) => applyEdits(textOf(cell), edits))).toEqual([
      textOf(2).replace('50', '0.5'),
      textOf(3).replace('20', '0.2'),
    ]);
    const [one, ...others] = new Adviser().fixAll(notebook, TERMS, { code: 'REG002', cell: 3 });
    expect(one?.cell).toBe(3);
    expect(others).toEqual([]);
  });

  test('offers refactorings where its names come from a cell above', () => {
    const at = textOf(2).indexOf('Dense(4)');
    const titles = new Adviser()
      .refactorings(notebook, { from: at, to: at, cell: 2 })
      .map(({ title }) => title);
    expect(titles).toContain('Add L2 1e-4 to Dense(4)');
  });

  const textOf = (cell?: number) => cells.find(({ number }) => number === cell)!.text;
});

describe('a comment that silences a finding', () => {
  const ignoring = (text: string, number: number, name = 'net.py') => {
    const adviser = new Adviser();
    const edit = adviser.ignoring(file(text, name), TERMS, number);
    return edit && applyEdits(text, [edit]);
  };

  test('stands at the end of the line', () => {
    expect(ignoring(NET, 1)).toBe(NET.replace('0.5)', '0.5)  # reglens: ignore[REG011]'));
  });

  test('follows another comment', () => {
    const noted = NET.replace('0.5)', '0.5)  # as in the paper');
    expect(ignoring(noted, 1)).toBe(noted.replace('paper', 'paper  # reglens: ignore[REG011]'));
  });

  test.each([
    ['at the end of the line', '0.5)  # reglens: ignore[REG001]', '0.5)  # reglens: ignore[REG001, REG011]'],
    ['without a code', '0.5)  # reglens: ignore[]', '0.5)  # reglens: ignore[REG011]'],
  ])('joins the codes of one %s', (_, before, after) => {
    expect(ignoring(NET.replace('0.5)', before), 1)).toBe(NET.replace('0.5)', after));
  });

  test('joins the codes of one above the line', () => {
    const marked = (list: string) =>
      NET.replace(
        '        x = F.dropout(self',
        `        # reglens: ignore[${list}]\n        x = F.dropout(self`,
      );
    expect(ignoring(marked('REG001'), 1)).toBe(marked('REG001, REG011'));
  });

  test('stands at the last line of a call whose first line goes on', () => {
    const long = NET.replace('F.dropout(self.fc(x), 0.5)', 'F.dropout(self.fc(x) + \\\n            x, 0.5)');
    expect(ignoring(long, 1)).toBe(long.replace('0.5)', '0.5)  # reglens: ignore[REG011]'));
  });

  test('keeps the file’s line breaks where it stands above', () => {
    const text = NET.replace(
      'F.dropout(self.fc(x), 0.5)',
      'F.dropout(self.fc(x), 0.5) + \\\n            1',
    ).replaceAll('\n', '\r\n');
    expect(ignoring(text, 1)).toBe(
      text.replace(
        '        x = F.dropout(self',
        '        # reglens: ignore[REG011]\r\n        x = F.dropout(self',
      ),
    );
  });

  test('is a comment of JavaScript there', () => {
    const text =
      "import * as tf from '@tensorflow/tfjs';\nconst model = tf.sequential();\nmodel.add(tf.layers.dense({ units: 4, inputShape: [8] }));\nmodel.add(tf.layers.dropout(0.2));\nmodel.add(tf.layers.dense({ units: 2 }));\n";
    expect(ignoring(text, 0, 'net.ts')).toBe(
      text.replace('dropout(0.2));', 'dropout(0.2)); // reglens: ignore[REG027]'),
    );
  });

  test('there is none for a finding that is gone', () => {
    expect(ignoring(MENDED, 7)).toBeUndefined();
  });
});

test('every rule has a title', () => {
  const rules = new Adviser().rules();
  expect(rules.map(({ code }) => code)).toContain('REG027');
  expect(rules.filter(({ title }) => title === '')).toEqual([]);
});
