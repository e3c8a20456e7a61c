import { describe, expect, test } from 'vitest';
import { auditOf, NET, nameOf, numberOf, states, strengths } from './auditing.ts';

const torch = (...lines: string[]) => auditOf(NET + lines.map((line) => `${line}\n`).join(''), 'Net');

describe('Weight decay of PyTorch', () => {
  test('of SGD is half of it as λ of λΣw², on every tensor', () => {
    const audit = torch('opt = torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=5e-4)');
    expect(Object.values(strengths(audit, 'l2'))).toEqual(Array(6).fill(5e-4 / 2));
    expect(Object.values(strengths(audit, 'decay'))).toEqual(Array(6).fill(0));
    expect(audit.rows[0]?.influences).toMatchObject([
      { how: 'weightDecay', what: 'SGD weight_decay=5e-4', range: { startLine: 17 } },
    ]);
  });

  test('adds the penalty at initialization: n·λ·a²/3 for U(±a), n·λ for γ = 1', () => {
    const { rows, initial } = torch('opt = torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=5e-4)');
    const of = (count: number, square: number) => 2.5e-4 * count * square;
    const expected = [
      of(784 * 256, 1 / 784 / 3),
      of(256, 1 / 784 / 3),
      of(256, 1),
      0,
      of(256 * 10, 1 / 256 / 3),
      of(10, 1 / 256 / 3),
    ];
    rows.forEach((row, index) => {
      expect(numberOf(row.initial), nameOf(row)).toBeCloseTo(expected[index]!, 12);
    });
    expect(numberOf(initial)).toBeCloseTo(
      expected.reduce((a, b) => a + b, 0),
      12,
    );
  });

  test('of AdamW is the share η·d that a step takes away, and no penalty', () => {
    const audit = torch('opt = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=0.1)');
    expect(Object.values(strengths(audit, 'decay'))).toEqual(Array(6).fill(1e-3 * 0.1));
    expect(Object.values(strengths(audit, 'l2'))).toEqual(Array(6).fill(0));
    expect(numberOf(audit.initial)).toBe(0);
  });

  test('by default of AdamW is 0.01, and the table says that it is the default', () => {
    const [row] = torch('opt = torch.optim.AdamW(net.parameters(), lr=2e-3)').rows;
    expect(numberOf(row!.decay)).toBe(2e-3 * 0.01);
    expect(row?.influences[0]?.what).toBe('AdamW weight_decay=0.01, its default');
  });

  test('with a learning rate that cannot be seen is unknown, with the reason', () => {
    const audit = torch('import sys', 'opt = torch.optim.AdamW(net.parameters(), lr=float(sys.argv[1]))');
    expect(audit.rows[0]?.decay).toEqual({
      unknown: 'The learning rate of AdamW in line 18 cannot be seen: 0.01 times it.',
    });
    expect(states(audit)['hidden weight']).toBe('unknown');
  });

  test('that cannot be seen leaves every tensor unknown', () => {
    const audit = torch(
      'import sys',
      'opt = torch.optim.SGD(net.parameters(), lr=1, weight_decay=float(sys.argv[1]))',
    );
    expect(new Set(Object.values(states(audit)))).toEqual(new Set(['unknown']));
    expect(audit.limits.map(({ text }) => text)).toEqual([
      'The weight decay of SGD in line 18 cannot be seen.',
    ]);
  });

  test('of 0 leaves every tensor free', () => {
    const audit = torch('opt = torch.optim.Adam(net.parameters())');
    expect(new Set(Object.values(states(audit)))).toEqual(new Set(['free']));
    expect(audit.limits).toEqual([]);
  });

  test('without an optimizer in the file is unknown', () => {
    const audit = torch();
    expect(new Set(Object.values(states(audit)))).toEqual(new Set(['unknown']));
    expect(audit.limits).toEqual([
      { text: 'No optimizer of “Net” is in this file: its weight decay cannot be seen.' },
    ]);
  });

  test('of two optimizers that differ is unknown, of two that agree is theirs', () => {
    const sgd = (name: string, decay: string) =>
      `${name} = torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=${decay})`;
    const [row] = torch(sgd('a', '1e-4'), sgd('b', '1e-3')).rows;
    expect(row?.l2).toEqual({
      unknown: 'Several optimizers train this model and decay it differently: line 17 and line 18.',
    });
    expect(numberOf(torch(sgd('a', '1e-4'), sgd('b', '1e-4')).rows[0]!.l2)).toBe(1e-4 / 2);
  });

  test('of another model’s optimizer is not this one’s', () => {
    const audit = torch(
      'other = nn.Linear(2, 2)',
      'opt = torch.optim.SGD(other.parameters(), lr=1, weight_decay=0.1)',
    );
    expect(new Set(Object.values(states(audit)))).toEqual(new Set(['unknown']));
  });
});

describe('Parameter groups of PyTorch', () => {
  const KERNELS = ['hidden weight', 'output weight'];
  const grouped = (decayed: string, rest: string) =>
    torch(
      'opt = torch.optim.SGD([',
      `    {"params": [p for n, p in net.named_parameters() if ${decayed}], "weight_decay": 1e-3},`,
      `    {"params": [p for n, p in net.named_parameters() if ${rest}], "weight_decay": 0.0},`,
      '], lr=0.1)',
    );
  const decayed = (audit: ReturnType<typeof torch>) =>
    audit.rows.filter(({ state }) => state === 'regularized').map(nameOf);

  test.each([
    ['p.ndim > 1', 'p.ndim <= 1', KERNELS],
    // γ is called `weight`; a β is called `bias` as biases are.
    ["'bias' not in n", "'bias' in n", ['hidden weight', 'norm weight', 'output weight']],
  ])('chosen by %s', (chosen, rest, expected) => {
    expect(decayed(grouped(chosen, rest))).toEqual(expected);
  });

  test('chosen by the name of a module: what is not plain is unknown', () => {
    expect(states(grouped("'norm' not in n", "'norm' in n"))).toEqual({
      'hidden weight': 'unknown',
      'hidden bias': 'unknown',
      'norm weight': 'free',
      'norm bias': 'free',
      'output weight': 'unknown',
      'output bias': 'unknown',
    });
  });

  test('chosen by axes: their shares by kind', () => {
    const { totals } = grouped('p.ndim > 1', 'p.ndim <= 1');
    const zero = { regularized: 0, free: 0, unknown: 0, fixed: 0 };
    const kernels = 784 * 256 + 256 * 10;
    expect(totals).toEqual([
      { ...zero, kind: 'kernel', regularized: kernels, count: kernels },
      { ...zero, kind: 'bias', free: 256 + 10, count: 256 + 10 },
      { ...zero, kind: 'normalization', free: 2 * 256, count: 2 * 256 },
      {
        ...zero,
        kind: 'all',
        regularized: kernels,
        free: 256 + 10 + 2 * 256,
        count: kernels + 256 + 10 + 2 * 256,
      },
    ]);
  });

  test('of one layer: the others are not given to the optimizer', () => {
    const audit = torch('opt = torch.optim.SGD(net.output.parameters(), lr=0.1, weight_decay=1e-3)');
    expect(decayed(audit)).toEqual(['output weight', 'output bias']);
    expect(states(audit)['hidden weight']).toBe('free');
  });

  test('that cannot be seen are unknown, and not where each has no decay', () => {
    const parts = 'parts = [p for n, p in net.named_parameters() if n in names]';
    const opt = (decay: string) => `opt = torch.optim.SGD(parts, lr=0.1, weight_decay=${decay})`;
    expect(new Set(Object.values(states(torch('names = input()', parts, opt('0.1')))))).toEqual(
      new Set(['unknown']),
    );
  });
});

describe('Penalties in the loss of PyTorch', () => {
  test('L1 over all parameters adds up with the optimizer’s decay', () => {
    const audit = torch(
      'opt = torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=2e-4)',
      'def loss_of(x, y):',
      '    l1 = 1e-5 * sum(p.abs().sum() for p in net.parameters())',
      '    return nn.functional.cross_entropy(net(x), y) + l1',
    );
    const [row] = audit.rows;
    expect([numberOf(row!.l1), numberOf(row!.l2)]).toEqual([1e-5, 1e-4]);
    expect(row?.influences.map(({ how }) => how)).toEqual(['weightDecay', 'handPenalty']);
    // 784·256 weights of U(±1/28): E|w| = 1/56, Ew² = 1/2352.
    expect(numberOf(row!.initial)).toBeCloseTo(784 * 256 * (1e-5 / 56 + 1e-4 / 2352), 12);
    expect(row?.findings).toEqual([]);
    expect(audit.rows[1]?.findings.map(({ code }) => code)).toEqual(['REG008', 'REG016']);
  });

  test('the root of Σw² has no λ', () => {
    const audit = torch(
      'opt = torch.optim.SGD(net.parameters(), lr=0.1)',
      'def loss_of(x, y):',
      '    penalty = 0.1 * sum(p.norm(2) for p in net.parameters())',
      '    return nn.functional.cross_entropy(net(x), y) + penalty',
    );
    expect(audit.rows[0]?.l2).toEqual({
      unknown: 'The penalty in line 19 is of ‖w‖₂, the root of Σw²: it has no fixed λ.',
    });
  });
});
