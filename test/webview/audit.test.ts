import { describe, expect, test } from 'vitest';
import type { Audit, AuditRow } from '../../src/advice/audit.ts';
import { copyText } from '../../src/advice/auditCopy.ts';
import { conventions, headline, penaltyText, shapeText, strengthText } from '../../src/advice/auditWords.ts';
import { parseAuditMessage, parseAuditTarget } from '../../src/protocol/audit.ts';
import { columnsOf, shownRows } from '../../webview/audit/columns.ts';
import { INITIAL, nextSort, restoreControls } from '../../webview/audit/controls.ts';

const range = { from: 0, to: 1, startLine: 3, startColumn: 5, endLine: 3, endColumn: 6 };
const zero = { value: 0 };

const row = (tensor: string, count: number, change: Partial<AuditRow> = {}): AuditRow => ({
  layer: 'fc',
  call: 'Linear(2, 3)',
  range,
  tensor,
  kind: 'kernel',
  shape: [count],
  copies: { value: 1 },
  count: { value: count },
  state: 'free',
  influences: [],
  l1: zero,
  l2: zero,
  decay: zero,
  initial: zero,
  findings: [],
  ...change,
});

const decay = {
  how: 'weightDecay' as const,
  what: 'SGD weight_decay=5e-4',
  range,
  l1: zero,
  l2: { value: 2.5e-4 },
  decay: zero,
};

/** An audit whose totals are those of the rows. */
function auditOf(rows: AuditRow[], change: Partial<Audit> = {}): Audit {
  const total = (state: AuditRow['state']) =>
    rows
      .filter((each) => each.state === state)
      .reduce((sum, { count }) => sum + ('value' in count ? count.value : 0), 0);
  const parts = {
    regularized: total('regularized'),
    free: total('free'),
    unknown: total('unknown'),
    fixed: total('fixed'),
  };
  const count = parts.regularized + parts.free + parts.unknown + parts.fixed;
  return {
    model: 'net',
    framework: 'pytorch',
    range,
    rows,
    totals: [{ kind: 'all', ...parts, count }],
    parameters: { value: count },
    initial: zero,
    findings: [],
    remarks: [],
    limits: [],
    ...change,
  };
}

const decayed = {
  state: 'regularized' as const,
  influences: [decay],
  l2: decay.l2,
  initial: { value: 0.0213 },
};
const weight = row('weight', 9_970, decayed);
const bias = row('bias', 30, { kind: 'bias' });
const unseen = row('weight', 500, {
  layer: 'head',
  state: 'unknown',
  count: { unknown: 'The size cannot be seen.' },
  l2: { unknown: 'why' },
});

describe('the heading', () => {
  test('tells how many biases and normalization parameters are decayed', () => {
    const kinds = ['bias', 'normalization'] as const;
    const audit = auditOf([weight]);
    const more = kinds.map((kind, index) => ({ ...audit.totals[0]!, kind, regularized: [1, 20][index]! }));
    expect(headline({ ...audit, totals: [...audit.totals, ...more] })).toBe(
      'A penalty or weight decay acts on all 9,970 trained parameters of “net”. 1 bias and 20 normalization parameters are not left out.',
    );
  });

  test.each([
    [
      [weight, bias],
      'A penalty or weight decay acts on >99\u202f% of the 10,000 trained parameters of “net”; 30 are free.',
    ],
    [[weight], 'A penalty or weight decay acts on all 9,970 trained parameters of “net”.'],
    [[bias], 'Nothing regularizes the 30 trained parameters of “net”.'],
    [[], 'No parameters of “net” can be seen.'],
    [[unseen], 'The parameters of “net” cannot be counted.'],
  ])('%#', (rows, text) => expect(headline(auditOf(rows))).toBe(text));

  test('says that only the optimizer is missing', () => {
    const influences = [{ ...decay, l2: { unknown: 'No optimizer.' } }];
    const unknown = row('weight', 12, { state: 'unknown', influences });
    expect(headline(auditOf([unknown]))).toBe(
      'No penalty acts on the 12 trained parameters of “net”; whether weight decay does cannot be seen.',
    );
  });

  test('says that a model has parts that cannot be counted', () => {
    expect(headline(auditOf([weight, unseen]))).toBe(
      'A penalty or weight decay acts on all 9,970 trained parameters of “net” that can be counted.',
    );
  });
});

test.each([
  [2.5e-4, '2.5e-4'],
  [0.5, '0.5'],
  [0, '0'],
])('strength %d', (value, text) => expect(strengthText({ value })).toBe(text));

test.each([
  [136.64, '137'],
  [0.021333, '0.0213'],
  [2_310.4, '2,310'],
  [1.5e-5, '1.5e-5'],
  [2.13e12, '2.13e+12'],
])('penalty %d', (value, text) => expect(penaltyText({ value })).toBe(text));

test('a shape that is not known, and that of one number', () => {
  expect(shapeText(row('weight', 1, { shape: undefined }))).toBe('?');
  expect(shapeText(row('weight', 1, { shape: [] }))).toBe('1');
});

test('conventions are told of what there is', () => {
  expect(conventions(auditOf([weight]))).toEqual([
    'Strengths are those of the penalty λ2·Σw², as Keras writes it.',
    'Weight decay d that is added to the gradient, as SGD does, is λ2 = d/2.',
  ]);
  expect(conventions(auditOf([bias]))).toEqual([]);
});

describe('the table', () => {
  const audit = auditOf([bias, unseen, weight]);

  test('has the columns of the strengths that there are', () => {
    const names = columnsOf(audit).map(({ name }) => name);
    expect(names).toEqual(['layer', 'tensor', 'shape', 'count', 'share', 'by', 'l2', 'initial']);
  });

  test.each([
    [INITIAL, [0, 1, 2]],
    [{ kind: 'bias' as const }, [0]],
    [{ kind: 'all' as const, sort: { column: 'count' as const, descending: true } }, [2, 0, 1]],
    // What is not known comes last, whichever way it is sorted.
    [{ kind: 'all' as const, sort: { column: 'count' as const, descending: false } }, [0, 2, 1]],
    [{ kind: 'all' as const, sort: { column: 'layer' as const, descending: true } }, [1, 0, 2]],
  ])('rows of %j', (controls, rows) => expect(shownRows(audit, controls)).toEqual(rows));

  test('a heading sorts down, up, not at all; texts up first', () => {
    const down = nextSort(undefined, 'count');
    expect(down).toEqual({ column: 'count', descending: true });
    const up = nextSort(down, 'count');
    expect(up).toEqual({ column: 'count', descending: false });
    expect(nextSort(up, 'count')).toBeUndefined();
    expect(nextSort(up, 'layer')).toEqual({ column: 'layer', descending: false });
  });
});

test.each([
  [undefined, INITIAL],
  [{ kind: 'toString', sort: { column: 'gone' } }, INITIAL],
  [
    { kind: 'bias', sort: { column: 'l2', descending: true } },
    { kind: 'bias', sort: { column: 'l2', descending: true } },
  ],
])('controls restored from %j', (stored, controls) => expect(restoreControls(stored)).toEqual(controls));

describe('a copy', () => {
  const named = { ...weight, layer: 'a|b, "c"' };
  const audit = auditOf([named, unseen], { limits: [{ text: 'The size of head cannot be seen.' }] });

  test('as Markdown has the rows that are shown, and what cannot be seen', () => {
    const lines = copyText(audit, [named], 'markdown').split('\n');
    expect(lines[0]).toBe(headline(audit));
    expect(lines[4]).toBe(
      '| a\\|b, "c" | Linear(2, 3) | 3 | weight | kernel | 9970 | 1 | 9,970 | 100\u202f% | SGD weight_decay=5e-4, line 3 | 0 | 2.5e-4 | 0 | 0.0213 |  |',
    );
    expect(lines.filter((line) => line.startsWith('|'))).toHaveLength(3);
    expect(lines.at(-2)).toBe('- The size of head cannot be seen.');
  });

  test('as CSV has numbers that are not rounded, quotes, and nothing for what is not known', () => {
    const [, first, second] = copyText(audit, [named, unseen], 'csv').split('\r\n');
    expect(first).toBe(
      '"a|b, ""c""","Linear(2, 3)",3,weight,kernel,9970,1,9970,1,"SGD weight_decay=5e-4, line 3",0,0.00025,0,0.0213,',
    );
    expect(second).toBe('head,"Linear(2, 3)",3,weight,kernel,500,1,,,cannot be seen,0,,0,0,');
  });
});

test.each([
  [{ type: 'ready' }, true],
  [{ type: 'reveal', place: { line: 3, column: 1 } }, true],
  [{ type: 'reveal', place: { line: 3, column: 1, cell: 2 } }, true],
  [{ type: 'reveal', place: { line: -1, column: 1 } }, false],
  [{ type: 'reveal' }, false],
  [{ type: 'showRule', code: 'REG008' }, true],
  [{ type: 'showRule', code: '../../x' }, false],
  [{ type: 'copy', format: 'csv', rows: [0, 2] }, true],
  [{ type: 'copy', format: 'csv', rows: ['0'] }, false],
  [{ type: 'copy', format: 'exe', rows: [] }, false],
  [null, false],
])('a message %j', (message, isValid) => {
  expect(parseAuditMessage(message)).toEqual(isValid ? message : undefined);
});

test.each([
  [
    { uri: 'file:///a.py', name: 'net', line: 0, more: 1 },
    { uri: 'file:///a.py', name: 'net', line: 0 },
  ],
  [{ uri: 1, name: 'net', line: 0 }, undefined],
  [undefined, undefined],
])('a target stored as %j', (stored, target) => expect(parseAuditTarget(stored)).toEqual(target));
